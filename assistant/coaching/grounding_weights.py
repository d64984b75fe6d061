"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00983028, 0.0472125, 0.711114),  # window cosine
    (0.0777044, 0.0404254, 0.148645),  # margin
    (0.5935, 0.306095, 0.179453),  # sentences
    (0.0661425, 0.164304, -1.33086),  # names missing
    (0.00936891, 0.0351725, -1.05307),  # cosine with coverage
    (0.548976, 0.317032, 0.652207),  # near coverage
    (0.0238966, 0.0639139, -0.381376),  # longer copy
    (0.0465777, 0.184697, -0.13986),  # exchanged
    (0.00488667, 0.0561278, -0.100665),  # sides changed
    (0.172476, 0.377794, -0.740526),  # figures missing
    (0.0324558, 0.132152, -0.0770767),  # figures elsewhere
    (0.0366933, 0.149666, -0.327805),  # denial in a copy
    (0.00189991, 0.0289747, -0.117382),  # opposites in a copy
    (0.116195, 0.352817, -0.238955),  # too strong
    (0.0293456, 0.136663, -0.214961),  # too strong in a copy
    (0.0225127, 0.148344, -0.214752),  # hedge dropped and too strong
    (0.159405, 0.366053, 0.499072),  # lone sentence
    (0.0550503, 0.176255, -0.762401),  # lone sentence, content missing
    (-0.000109941, 0.00881596, -0.367557),  # lone sentence, far cosine
    (0.000302382, 0.0244486, 0.0721816),  # lone sentence, cosine
    (0.00254613, 0.0163715, 0.266352),  # lone sentence, cosine with coverage
    (0.107117, 0.309262, -0.738262),  # speaks of itself
    (0.046841, 0.211298, -0.86688),  # asks
    (0.00645054, 0.0200975, 0.526296),  # far cosine
    (0.0216923, 0.0219531, 0.031527),  # far margin
)
WITHIN_BIAS = -0.938887
ACROSS_TABLE = (
    (0.170635, 0.265334, -0.302774),  # names missing
    (0.255537, 0.436162, -0.451461),  # a strange name
    (0.271437, 0.367137, 0.339776),  # names shared
    (0.82739, 0.373962, 0.42344),  # length
    (0.00274308, 0.0464178, 0.320487),  # length with cosine
    (0.0792937, 0.0439082, 0.00848708),  # margin
    (-0.0121797, 0.0309685, 0.843632),  # cosine, capped
    (-0.0120564, 0.031629, 0.423371),  # length with capped cosine
    (0.0438239, 0.170636, -0.139471),  # denial when close
    (0.0658717, 0.248058, -0.0231217),  # names elsewhere
    (0.153322, 0.360298, -0.829419),  # figures missing
    (0.0675752, 0.251016, -0.0801684),  # opening name
    (0.00480247, 0.0588176, -0.0878252),  # opposites when close
    (0.190801, 0.438035, -0.209462),  # too strong
    (0.0244179, 0.154343, -0.257483),  # hedge dropped and too strong
)
ACROSS_BIAS = -0.506207
