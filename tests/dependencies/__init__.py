"""What the product is made of: the lock, the licences, and the parts list that goes with a release.

`python -m tests.dependencies FILE` writes a CycloneDX parts list (SBOM) of requirements.txt.
"""
