/// Whether two numbers agree to a relative `tolerance` (absolute below 1).
func isClose(_ found: Double, _ expected: Double, tolerance: Double = 1e-12) -> Bool {
  abs(found - expected) <= tolerance * max(1, abs(expected))
}

func isClose(_ found: [Double?], _ expected: [Double?], tolerance: Double = 1e-12) -> Bool {
  found.count == expected.count
    && zip(found, expected).allSatisfy { found, expected in
      guard let found, let expected else { return found == nil && expected == nil }
      return isClose(found, expected, tolerance: tolerance)
    }
}
