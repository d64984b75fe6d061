"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.771356),  # window cosine
    (0.0737999, 0.0372387, 0.119148),  # margin
    (0.608787, 0.335883, 0.734083),  # sentences
    (0.0782068, 0.176065, -1.59468),  # names missing
    (0.00525049, 0.0337065, -0.688039),  # cosine with coverage
    (0.54756, 0.299461, 0.310403),  # near coverage
    (0.0166581, 0.0535519, -0.272053),  # longer copy of several
    (0.121855, 0.109119, -0.263701),  # unfound in a copy
    (0.215284, 0.3719, -0.446178),  # left over
    (0.176636, 0.147317, -0.268429),  # left in a copy
    (0.0391239, 0.165336, -0.270728),  # exchanged
    (0.0063285, 0.074632, -0.507636),  # sides changed
    (0.182872, 0.386562, -1.33197),  # figures missing
    (0.0369255, 0.139003, -0.283656),  # figures elsewhere
    (0.0317179, 0.132717, -0.540391),  # denial in a copy
    (0.00207587, 0.0313151, -0.139793),  # opposites in a copy
    (0.115968, 0.3533, -0.290956),  # too strong
    (0.031846, 0.142046, -0.397403),  # too strong in a copy
    (0.0196253, 0.138709, -0.362596),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.818593),  # lone sentence
    (0.067622, 0.193158, -0.732996),  # lone sentence, content missing
    (-0.000135049, 0.00977071, -0.321335),  # lone sentence, far cosine
    (0.000371437, 0.0270964, 0.0802888),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.122269),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.799229),  # speaks of itself
    (0.0570919, 0.232018, -0.93803),  # asks
    (0.0042167, 0.0192028, 0.915137),  # far cosine
    (0.020996, 0.0206146, 0.159476),  # far margin
)
WITHIN_BIAS = -1.41636
ACROSS_TABLE = (
    (0.82739, 0.373962, 0.759941),  # length
    (-0.0121797, 0.0309685, 0.558416),  # cosine, capped
    (-0.0120564, 0.031629, 0.452228),  # length with capped cosine
    (-0.00935091, 0.0188627, 0.677311),  # far cosine
    (0.0158127, 0.0134741, 0.216672),  # far margin
    (0.153322, 0.360298, -0.965481),  # figures missing
    (0.128332, 0.240621, -0.800225),  # names missing
    (0.186826, 0.389772, -0.681094),  # a name for another
    (0.048268, 0.214332, -0.135672),  # a name of another sentence
    (0.31308, 0.388693, 0.447105),  # names shared
    (0.418086, 0.386544, -0.552481),  # unfound
    (0.427172, 0.340855, -0.385298),  # unfound in a row
    (0.0130608, 0.113535, -0.549868),  # sides changed
    (0.0863146, 0.280828, -0.317351),  # denial
    (0.0232126, 0.119645, -0.135567),  # denial when near
    (0.189097, 0.436827, -0.0360751),  # too strong
    (0.0607059, 0.191356, -0.158829),  # too strong when near
    (0.0289608, 0.167696, -0.304108),  # hedge dropped and too strong
)
ACROSS_BIAS = -1.03868
