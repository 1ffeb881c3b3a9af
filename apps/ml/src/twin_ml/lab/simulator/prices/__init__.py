"""Where prices come from: three generators, and the world that lays them out as hourly candles."""
