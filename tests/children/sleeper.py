"""Uses no CPU and does not end by itself: a deadlock, as the supervisor sees it."""

import time

time.sleep(3600)
