class Difference(Exception):
    """What the API said is not what the source says, or not what another route says."""
