"""Is a claim carried by the passages it cites? (interface; see GroundingCheck)"""
