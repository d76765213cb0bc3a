"""Says three lines and ends well."""

import json
import sys

for number in range(3):
    sys.stdout.write(json.dumps({"cost": number, "seconds": number}) + "\n")
sys.stdout.write("not JSON\n")
