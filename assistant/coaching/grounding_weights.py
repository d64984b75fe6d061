"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.84728),  # window cosine
    (0.0737999, 0.0372387, 0.0698592),  # margin
    (0.608787, 0.335883, 0.632909),  # sentences
    (0.0782068, 0.176065, -1.60776),  # names missing
    (0.00525049, 0.0337065, -0.732738),  # cosine with coverage
    (0.54756, 0.299461, 0.483617),  # near coverage
    (0.0166581, 0.0535519, -0.344666),  # longer copy of several
    (0.121855, 0.109119, -0.403476),  # unfound in a copy
    (0.116189, 0.218783, 0),  # put in
    (0.0391239, 0.165336, -0.337557),  # exchanged
    (0.0026753, 0.041192, -0.476524),  # sides changed
    (0.182872, 0.386562, -1.32567),  # figures missing
    (0.0369255, 0.139003, -0.293898),  # figures elsewhere
    (0.0317179, 0.132717, -0.536647),  # denial in a copy
    (0.00207587, 0.0313151, -0.116919),  # opposites in a copy
    (0.115968, 0.3533, -0.293152),  # too strong
    (0.031846, 0.142046, -0.405753),  # too strong in a copy
    (0.0196253, 0.138709, -0.343867),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.75357),  # lone sentence
    (0.067622, 0.193158, -0.806855),  # lone sentence, content missing
    (-0.000135049, 0.00977071, -0.282078),  # lone sentence, far cosine
    (0.000371437, 0.0270964, -0.0315477),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.148779),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.801633),  # speaks of itself
    (0.0570919, 0.232018, -0.923136),  # asks
    (0.0042167, 0.0192028, 0.890242),  # far cosine
    (0.020996, 0.0206146, 0.0942858),  # far margin
)
WITHIN_BIAS = -1.38294
ACROSS_TABLE = (
    (0.170635, 0.265334, -0.303364),  # names missing
    (0.255537, 0.436162, -0.440931),  # a strange name
    (0.271437, 0.367137, 0.337476),  # names shared
    (0.82739, 0.373962, 0.42799),  # length
    (0.00274308, 0.0464178, 0.460641),  # length with cosine
    (0.0792937, 0.0439082, 0.00894024),  # margin
    (-0.0121797, 0.0309685, 0.774985),  # cosine, capped
    (-0.0120564, 0.031629, 0.546837),  # length with capped cosine
    (0.0438239, 0.170636, -0.141353),  # denial when close
    (0.0658717, 0.248058, -0.0344927),  # names elsewhere
    (0.153322, 0.360298, -0.835287),  # figures missing
    (0.0675752, 0.251016, -0.0816908),  # opening name
    (0.00480247, 0.0588176, -0.0881192),  # opposites when close
    (0.190801, 0.438035, -0.201478),  # too strong
    (0.0244179, 0.154343, -0.259757),  # hedge dropped and too strong
)
ACROSS_BIAS = -0.535052
