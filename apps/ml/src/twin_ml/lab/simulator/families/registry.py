from twin_ml.lab.simulator.families.hazards import HazardMind
from twin_ml.lab.simulator.families.learner import LearnerMind
from twin_ml.lab.simulator.families.salience import SalienceMind
from twin_ml.lab.simulator.person import MakeMind

FAMILIES: dict[str, MakeMind] = {"a": HazardMind, "b": SalienceMind, "c": LearnerMind}
