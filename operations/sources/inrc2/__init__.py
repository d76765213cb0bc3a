"""The Second International Nurse Rostering Competition (Ceschia et al. 2015, arXiv 1501.04177).

A scenario of 4 or 8 weeks is planned week by week: when a week is planned, its demand and the
history are known and no later week is. `files` knows the text formats, `problem` states any number
of consecutive weeks as a Problem and counts as the competition counts, `stages` goes through the
weeks as a planner would.
"""
