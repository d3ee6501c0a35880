"""The widgets: small parts that are told what to show, and say in messages what was done to
them.
"""
