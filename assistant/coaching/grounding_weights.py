"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.654593),  # window cosine
    (0.0737999, 0.0372387, 0.148472),  # margin
    (0.608787, 0.335883, 0.677069),  # sentences
    (0.0782068, 0.176065, -1.63125),  # names missing
    (0.00525049, 0.0337065, -0.701674),  # cosine with coverage
    (0.54756, 0.299461, 0.4229),  # near coverage
    (0.0166581, 0.0535519, -0.280297),  # longer copy of several
    (0.121855, 0.109119, -0.286503),  # unfound in a copy
    (0.215284, 0.3719, -0.450826),  # left over
    (0.176636, 0.147317, -0.306358),  # left in a copy
    (0.0391239, 0.165336, -0.268043),  # exchanged
    (0.0063285, 0.074632, -0.520879),  # sides changed
    (0.182872, 0.386562, -1.38336),  # figures missing
    (0.0369255, 0.139003, -0.298418),  # figures elsewhere
    (0.0317179, 0.132717, -0.353313),  # denial in a copy
    (0.0160652, 0.08484, -0.347281),  # denials moved
    (0.00207587, 0.0313151, -0.139383),  # opposites in a copy
    (0.115968, 0.3533, -0.283172),  # too strong
    (0.031846, 0.142046, -0.399203),  # too strong in a copy
    (0.0196253, 0.138709, -0.375378),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.696957),  # lone sentence
    (0.067622, 0.193158, -0.682022),  # lone sentence, content missing
    (-0.000135049, 0.00977071, -0.307254),  # lone sentence, far cosine
    (0.000371437, 0.0270964, 0.122133),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.138835),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.81121),  # speaks of itself
    (0.0570919, 0.232018, -0.963433),  # asks
    (0.0042167, 0.0192028, 0.956858),  # far cosine
    (0.020996, 0.0206146, 0.169876),  # far margin
)
WITHIN_BIAS = -1.44042
ACROSS_TABLE = (
    (0.82739, 0.373962, 0.738148),  # length
    (-0.0121797, 0.0309685, 0.466788),  # cosine, capped
    (-0.0120564, 0.031629, 0.467902),  # length with capped cosine
    (-0.00935091, 0.0188627, 0.750113),  # far cosine
    (0.0158127, 0.0134741, 0.21312),  # far margin
    (0.153322, 0.360298, -0.981238),  # figures missing
    (0.128332, 0.240621, -0.80694),  # names missing
    (0.186826, 0.389772, -0.68983),  # a name for another
    (0.048268, 0.214332, -0.121284),  # a name of another sentence
    (0.31308, 0.388693, 0.436053),  # names shared
    (0.418086, 0.386544, -0.569503),  # unfound
    (0.427172, 0.340855, -0.418528),  # unfound in a row
    (0.0130608, 0.113535, -0.556679),  # sides changed
    (0.0863146, 0.280828, -0.312556),  # denial
    (0.0232126, 0.119645, -0.0686669),  # denial when near
    (0.0332849, 0.108484, -0.211391),  # denials moved
    (0.189097, 0.436827, -0.0356756),  # too strong
    (0.0607059, 0.191356, -0.169827),  # too strong when near
    (0.0289608, 0.167696, -0.30055),  # hedge dropped and too strong
)
ACROSS_BIAS = -1.05378
