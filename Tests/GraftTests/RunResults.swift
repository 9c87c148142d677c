import Foundation
import Testing

/// What a training leaves that depends on nothing but data, settings and seed.
struct RunResults: Equatable {
  let model: Data
  let description: Data
  /// `nil` where nothing was held out.
  let predictions: Data?
  /// `results.csv` without the seconds that an epoch took.
  let epochs: [[String]]

  init(of run: String, in photos: Photos) throws {
    model = try photos.data(run + "/model.safetensors")
    description = try photos.data(run + "/model.json")
    predictions = try? photos.data(run + "/predictions.csv")
    let table = try photos.table(run + "/results.csv")
    #expect(table.first?.last == "seconds")
    epochs = table.map { $0.dropLast() }
  }
}

extension Photos {
  /// A training from its beginning to its end.
  func train(_ output: String, _ flags: [String]) throws -> RunResults {
    let outcome = try Command.run(["train", "photos", "--output", output] + flags, in: self)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return try RunResults(of: output, in: self)
  }

  /// A run as it is where it was killed just before its end.
  func unfinish(_ run: String) throws {
    for name in ["metrics.json", "model.json", "model.safetensors", "predictions.csv"] {
      try FileManager.default.removeItem(atPath: file("\(run)/\(name)"))
    }
  }

  /// Turns a byte in the middle of a file around.
  func damage(_ name: String) throws {
    var data = try data(name)
    data[data.count / 2] ^= 0xFF
    try write(data, to: name)
  }
}
