/// The order of names in which runs of ASCII digits count by their value.
enum NaturalOrder {
  /// `a2 < a10`. Equal values are told apart by the shorter run (`a2 < a02`), then by bytes: two
  /// different names are never equal.
  static func precedes(_ first: String, _ second: String) -> Bool {
    let (first, second) = (Array(first.utf8), Array(second.utf8))
    var (i, j) = (0, 0)
    var shorterRun: Bool?
    while i < first.count, j < second.count {
      if isDigit(first[i]), isDigit(second[j]) {
        let (firstRun, secondRun) = (digits(of: first, from: i), digits(of: second, from: j))
        if let smaller = isSmaller(firstRun, secondRun) { return smaller }
        if firstRun.count != secondRun.count, shorterRun == nil {
          shorterRun = firstRun.count < secondRun.count
        }
        i += firstRun.count
        j += secondRun.count
      } else {
        if first[i] != second[j] { return first[i] < second[j] }
        i += 1
        j += 1
      }
    }
    let (firstRest, secondRest) = (first.count - i, second.count - j)
    if firstRest != secondRest { return firstRest < secondRest }
    return shorterRun ?? false
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func digits(of bytes: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    bytes[start...].prefix(while: isDigit)
  }

  /// Compares values of any length; `nil` if they are equal.
  private static func isSmaller(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool? {
    let first = first.drop { $0 == 48 }
    let second = second.drop { $0 == 48 }
    if first.count != second.count { return first.count < second.count }
    for (a, b) in zip(first, second) where a != b { return a < b }
    return nil
  }
}
