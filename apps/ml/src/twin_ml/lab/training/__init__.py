"""From planted accounts to the frozen logistics of model/bias-model.json."""
