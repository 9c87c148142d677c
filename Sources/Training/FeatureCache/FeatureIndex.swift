/// Which row of which segment holds a key.
struct FeatureIndex {
  struct Location {
    let segment: Int32
    let row: Int32
  }

  struct Segment {
    let name: String
    let rowCount: Int
    /// Nanoseconds since 1970 when this set last marked the file as used; 0 for never.
    var touched: Int64 = 0
    var isGone = false
  }

  private(set) var segments: [Segment] = []
  private var locations: [FeatureKey: Location] = [:]
  private var knownNames: Set<String> = []
  private(set) var damagedSegmentCount = 0

  func knows(_ name: String) -> Bool { knownNames.contains(name) }

  subscript(key: FeatureKey) -> Location? {
    guard let location = locations[key], !segments[Int(location.segment)].isGone else { return nil }
    return location
  }

  /// Keys that can be found.
  var rowCount: Int {
    locations.values.count { !segments[Int($0.segment)].isGone }
  }

  /// Takes a segment in; a key that is there already moves to it.
  /// - Parameter touched: When the file was written or marked as used, 0 for not by this set.
  mutating func insert(_ keys: [FeatureKey], of name: String, touched: Int64 = 0) {
    guard knownNames.insert(name).inserted else { return }
    let number = Int32(segments.count)
    segments.append(Segment(name: name, rowCount: keys.count, touched: touched))
    locations.reserveCapacity(locations.count + keys.count)
    for (row, key) in keys.enumerated() {
      locations[key] = Location(segment: number, row: Int32(row))
    }
  }

  /// Forgets a segment that was damaged when it was first looked at.
  mutating func refuse(_ name: String) {
    guard knownNames.insert(name).inserted else { return }
    damagedSegmentCount += 1
  }

  /// Forgets segments that are there no more.
  mutating func drop(names: Set<String>) {
    for number in segments.indices where names.contains(segments[number].name) {
      segments[number].isGone = true
    }
  }

  /// Forgets a segment that could not be read.
  mutating func drop(_ number: Int, damaged: Bool) {
    guard !segments[number].isGone else { return }
    segments[number].isGone = true
    if damaged { damagedSegmentCount += 1 }
  }

  /// The names of those segments that were not marked as used since `limit`; they count as marked
  /// at `now`.
  mutating func touch(_ numbers: Set<Int>, before limit: Int64, now: Int64) -> [String] {
    numbers.filter { !segments[$0].isGone && segments[$0].touched < limit }.map { number in
      segments[number].touched = now
      return segments[number].name
    }
  }
}
