/// The candidate that needs the fewest insertions, deletions and replacements to become `name`;
/// `nil` if even that one needs more than half of `name` rewritten.
func nearestName(to name: String, in candidates: [String]) -> String? {
  let scored = candidates.map { (name: $0, distance: editDistance(name, $0)) }
  guard let best = scored.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, name.count / 2) ? best.name : nil
}

/// - Source: V. Levenshtein, 1966; by rows, after Wagner and Fischer, 1974.
private func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (index, character) in left.enumerated() {
    var diagonal = row[0]
    row[0] = index + 1
    for column in right.indices {
      let replaced = diagonal + (right[column] == character ? 0 : 1)
      diagonal = row[column + 1]
      row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
    }
  }
  return row[right.count]
}
