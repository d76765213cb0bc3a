"""What a search says about its roster beside the cost."""

NO_LEGAL_PLAN = "No roster keeps every hard rule; this one breaks as little as possible."
NO_LEGAL_FOUND = "No roster that keeps every hard rule was found in time; this one is the closest."
