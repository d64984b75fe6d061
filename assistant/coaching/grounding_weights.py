"""Weights of the grounding check, as fitted by `python -m evals.fit_grounding`."""

# For each signal of weighing.py: its mean, its scale, its weight.
WITHIN_TABLE = (
    (0.00339744, 0.046776, 0.76881),  # window cosine
    (0.0737999, 0.0372387, 0.0563852),  # margin
    (0.608787, 0.335883, 0.787407),  # sentences
    (0.0782068, 0.176065, -1.42649),  # names missing
    (0.00525049, 0.0337065, -0.847744),  # cosine with coverage
    (0.54756, 0.299461, 0.55743),  # near coverage
    (0.121855, 0.109119, -0.54309),  # unfound in a copy
    (0.0935085, 0.149865, -0.424778),  # put in
    (0.0391239, 0.165336, -0.281608),  # exchanged
    (0.0026753, 0.041192, -0.46723),  # sides changed
    (0.182872, 0.386562, -1.21721),  # figures missing
    (0.0369255, 0.139003, -0.263312),  # figures elsewhere
    (0.0317179, 0.132717, -0.530183),  # denial in a copy
    (0.00210375, 0.031341, -0.109453),  # opposites in a copy
    (0.115968, 0.3533, -0.275342),  # too strong
    (0.031846, 0.142046, -0.407473),  # too strong in a copy
    (0.0196253, 0.138709, -0.346567),  # hedge dropped and too strong
    (0.195807, 0.396821, 0.893251),  # lone sentence
    (0.067622, 0.193158, -0.528771),  # lone sentence, content missing
    (0.000606856, 0.0108344, -0.350365),  # lone sentence, far cosine
    (0.000371437, 0.0270964, 0.300726),  # lone sentence, cosine
    (0.00312758, 0.0180946, 0.100363),  # lone sentence, cosine with coverage
    (0.131579, 0.338032, -0.800483),  # speaks of itself
    (0.0570919, 0.232018, -0.948221),  # asks
    (0.00584406, 0.020545, 0.785554),  # far cosine
    (0.024105, 0.0217109, 0.112973),  # far margin
)
WITHIN_BIAS = -1.29899
ACROSS_TABLE = (
    (0.207246, 0.283204, -1.46844),  # names missing
    (0.329864, 0.386691, 0.402926),  # names shared
    (0.92861, 0.391564, 0.553743),  # length
    (-0.000132603, 0.0537736, 0.284972),  # length with cosine
    (0.0747638, 0.0463275, 0.622978),  # margin
    (-0.0177414, 0.0337644, 1.1852),  # cosine, capped
    (-0.0173979, 0.035732, 0.77608),  # length with capped cosine
    (0.0354629, 0.164118, -0.171058),  # denial when close
    (0.0840673, 0.277489, -0.046111),  # names elsewhere
    (0.165733, 0.37184, -1.51167),  # figures missing
    (0.00900818, 0.0792454, -0.147503),  # opening name
    (0.0035929, 0.0576915, -0.223266),  # opposites when close
    (0.20016, 0.454459, -0.60972),  # too strong
    (0.0184147, 0.134446, -0.0604582),  # hedge dropped and too strong
)
ACROSS_BIAS = -1.55814
