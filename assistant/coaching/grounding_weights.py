"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.7036),  # window cosine
    (0.0737999, 0.0372387, 0.0697892),  # margin
    (0.608787, 0.335883, 0.702136),  # sentences
    (0.0782068, 0.176065, -1.77826),  # names missing
    (0.00525049, 0.0337065, -0.648237),  # cosine with coverage
    (0.547493, 0.29944, 0.137226),  # near coverage
    (0.0166581, 0.0535519, -0.287015),  # longer copy of several
    (0.121798, 0.109036, -0.312977),  # unfound in a copy
    (0.215879, 0.372354, -0.520152),  # left over
    (0.176584, 0.147276, -0.397388),  # left in a copy
    (0.0391239, 0.165336, -0.287338),  # exchanged
    (0.0063285, 0.074632, -0.524036),  # sides changed
    (0.182872, 0.386562, -1.48834),  # figures missing
    (0.038398, 0.141263, -0.347983),  # figures elsewhere
    (0.0344919, 0.137526, -0.369981),  # denial in a copy
    (0.0179105, 0.0891292, -0.357477),  # denials moved
    (0.00207587, 0.0313151, -0.158263),  # opposites in a copy
    (0.115968, 0.3533, -0.286669),  # too strong
    (0.0318257, 0.141984, -0.430098),  # too strong in a copy
    (0.0196253, 0.138709, -0.378814),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.668197),  # lone sentence
    (0.067622, 0.193158, -0.726489),  # lone sentence, content missing
    (-0.000135049, 0.00977071, -0.304071),  # lone sentence, far cosine
    (0.000371437, 0.0270964, 0.150155),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.0994404),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.848372),  # speaks of itself
    (0.0570919, 0.232018, -0.951546),  # asks
    (0.00421709, 0.0192028, 1.30119),  # far cosine
    (0.020997, 0.0206141, 0),  # far margin
    (0.0343644, 0.161742, -0.332849),  # far in Dutch
)
WITHIN_BIAS = -1.52176
ACROSS_TABLE = (
    (0.82739, 0.373962, 0.746455),  # length
    (-0.0121797, 0.0309685, 0.465546),  # cosine, capped
    (-0.0120564, 0.031629, 0.269408),  # length with capped cosine
    (-0.00935167, 0.0188624, 0.675034),  # far cosine
    (0.0158074, 0.0134735, 0.21361),  # far margin
    (0.357076, 0.327396, -0.222256),  # far in Dutch
    (0.149915, 0.356988, -1.1474),  # figures missing
    (0.128332, 0.240621, -0.801726),  # names missing
    (0.186826, 0.389772, -0.729368),  # a name for another
    (0.048268, 0.214332, -0.14588),  # a name of another sentence
    (0.31308, 0.388693, 0.443048),  # names shared
    (0.417944, 0.386651, -0.564228),  # unfound
    (0.42703, 0.340877, -0.373403),  # unfound in a row
    (0.0130608, 0.113535, -0.581471),  # sides changed
    (0.0863146, 0.280828, -0.316218),  # denial
    (0.0232126, 0.119645, -0.0732397),  # denial when near
    (0.0332849, 0.108484, -0.213569),  # denials moved
    (0.188529, 0.435119, -0.01863),  # too strong
    (0.0606032, 0.191266, -0.207064),  # too strong when near
    (0.0289608, 0.167696, -0.290817),  # hedge dropped and too strong
)
ACROSS_BIAS = -1.12223
