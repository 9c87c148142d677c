/// How far a single precision number is from a real one, in units of its last place.
func unitsApart(_ found: Float, _ expected: Double) -> Double {
  abs(Double(found) - expected) / Double(Float(expected).ulp)
}
