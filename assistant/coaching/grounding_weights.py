"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.73223),  # window cosine
    (0.0737999, 0.0372387, 0.0505522),  # margin
    (0.608787, 0.335883, 0.710588),  # sentences
    (0.0782068, 0.176065, -1.54357),  # names missing
    (0.00525049, 0.0337065, -0.72834),  # cosine with coverage
    (0.54756, 0.299461, 0.565075),  # near coverage
    (0.121855, 0.109119, -0.392313),  # unfound in a copy
    (0.116189, 0.218783, -0.23006),  # put in
    (0.0391239, 0.165336, -0.306262),  # exchanged
    (0.0026753, 0.041192, -0.468951),  # sides changed
    (0.182872, 0.386562, -1.26766),  # figures missing
    (0.0369255, 0.139003, -0.271919),  # figures elsewhere
    (0.0317179, 0.132717, -0.549007),  # denial in a copy
    (0.00210375, 0.031341, -0.111862),  # opposites in a copy
    (0.115968, 0.3533, -0.289757),  # too strong
    (0.031846, 0.142046, -0.408168),  # too strong in a copy
    (0.0196253, 0.138709, -0.339097),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.812467),  # lone sentence
    (0.067622, 0.193158, -0.680674),  # lone sentence, content missing
    (-0.000135049, 0.00977071, -0.34319),  # lone sentence, far cosine
    (0.000371437, 0.0270964, 0.140997),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.100797),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.790194),  # speaks of itself
    (0.0570919, 0.232018, -0.915721),  # asks
    (0.0042167, 0.0192028, 0.928116),  # far cosine
    (0.020996, 0.0206146, 0.0682595),  # far margin
)
WITHIN_BIAS = -1.35009
ACROSS_TABLE = (
    (0.207246, 0.283204, -0.975222),  # names missing
    (0.317854, 0.465643, -0.592238),  # a strange name
    (0.329864, 0.386691, 0.427984),  # names shared
    (0.92861, 0.391564, 0.596149),  # length
    (-0.000132603, 0.0537736, 0.266846),  # length with cosine
    (0.0747638, 0.0463275, 0.622948),  # margin
    (-0.0177414, 0.0337644, 1.18301),  # cosine, capped
    (-0.0173979, 0.035732, 0.802526),  # length with capped cosine
    (0.0354629, 0.164118, -0.170291),  # denial when close
    (0.0840673, 0.277489, 0),  # names elsewhere
    (0.165733, 0.37184, -1.5098),  # figures missing
    (0.0792634, 0.270149, -0.267028),  # opening name
    (0.0035929, 0.0576915, -0.227499),  # opposites when close
    (0.20016, 0.454459, -0.60914),  # too strong
    (0.0184147, 0.134446, -0.0618858),  # hedge dropped and too strong
)
ACROSS_BIAS = -1.56638
