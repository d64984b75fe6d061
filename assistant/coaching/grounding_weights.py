"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.642471),  # window cosine
    (0.0737999, 0.0372387, 0.0714872),  # margin
    (0.608787, 0.335883, 0.737432),  # sentences
    (0.0782068, 0.176065, -1.68662),  # names missing
    (0.00525049, 0.0337065, -0.600925),  # cosine with coverage
    (0.547493, 0.29944, 0.0904214),  # near coverage
    (0.0166581, 0.0535519, -0.299415),  # longer copy of several
    (0.121798, 0.109036, -0.30423),  # unfound in a copy
    (0.215879, 0.372354, -0.489859),  # left over
    (0.176584, 0.147276, -0.3837),  # left in a copy
    (0.0391239, 0.165336, -0.2846),  # exchanged
    (0.0063285, 0.074632, -0.530034),  # sides changed
    (0.182872, 0.386562, -1.45756),  # figures missing
    (0.038398, 0.141263, -0.33477),  # figures elsewhere
    (0.0344919, 0.137526, -0.373994),  # denial in a copy
    (0.0179105, 0.0891292, -0.352785),  # denials moved
    (0.00207587, 0.0313151, -0.152592),  # opposites in a copy
    (0.115968, 0.3533, -0.25674),  # too strong
    (0.0318257, 0.141984, -0.43952),  # too strong in a copy
    (0.0196253, 0.138709, -0.389075),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.674399),  # lone sentence
    (0.067622, 0.193158, -0.764098),  # lone sentence, content missing
    (-0.000135049, 0.00977071, -0.298259),  # lone sentence, far cosine
    (0.000371437, 0.0270964, 0.157243),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.0952384),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.852295),  # speaks of itself
    (0.0570919, 0.232018, -0.981475),  # asks
    (0.00421709, 0.0192028, 1.29225),  # far cosine
    (0.020997, 0.0206141, 0),  # far margin
    (0.0343644, 0.161742, -0.312076),  # far in Dutch
    (-0.10314, 0.195971, 0.358538),  # entailed when far
)
WITHIN_BIAS = -1.84241
ACROSS_TABLE = (
    (0.82739, 0.373962, 0.694348),  # length
    (-0.0121797, 0.0309685, 0.370439),  # cosine, capped
    (-0.0120564, 0.031629, 0.243805),  # length with capped cosine
    (-0.00935167, 0.0188624, 0.653224),  # far cosine
    (0.0158074, 0.0134735, 0.10994),  # far margin
    (0.357076, 0.327396, -0.134577),  # far in Dutch
    (0.149915, 0.356988, -1.09716),  # figures missing
    (0.128332, 0.240621, -0.668827),  # names missing
    (0.186826, 0.389772, -0.561099),  # a name for another
    (0.048268, 0.214332, -0.183422),  # a name of another sentence
    (0.31308, 0.388693, 0.513173),  # names shared
    (0.417944, 0.386651, -0.291322),  # unfound
    (0.42703, 0.340877, -0.415911),  # unfound in a row
    (0.0130608, 0.113535, -0.607024),  # sides changed
    (0.0863146, 0.280828, -0.400128),  # denial
    (0.0232126, 0.119645, -0.0455524),  # denial when near
    (0.0332849, 0.108484, -0.240233),  # denials moved
    (0.188529, 0.435119, 0),  # too strong
    (0.0606032, 0.191266, -0.148884),  # too strong when near
    (0.0289608, 0.167696, -0.302155),  # hedge dropped and too strong
    (-0.114133, 0.25382, 1.17657),  # entailed when far
    (-0.147352, 0.211034, 0.564962),  # not entailed when near
)
ACROSS_BIAS = -1.76663
