import Foundation

/// The talk with the scripts: a line when everything is ready, then for each line on standard input the seconds that one
/// round took.
enum Rounds {
  /// - Parameter description: What follows `ready`.
  static func serve(_ description: String, _ round: () throws -> Void) throws {
    try round()
    print("ready \(description)")
    fflush(nil)
    while readLine() != nil {
      let start = DispatchTime.now().uptimeNanoseconds
      try round()
      print(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
      fflush(nil)
    }
  }
}
