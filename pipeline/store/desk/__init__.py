"""What operators see of the newsroom at one glance: bounded queries over the tables, whatever they hold.

Unlike the views of the contract these show all that is stored: also what waits, was killed, withheld or set aside.
"""
