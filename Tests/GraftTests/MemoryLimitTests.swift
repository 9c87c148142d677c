import Testing

@Suite struct MemoryLimitTests {
  static let flags = [
    "--freeze", "none", "--image-size", "96", "--batch-size", "16", "--epochs", "1",
  ]

  /// What a refusal says is needed, in millions of bytes.
  private func needed(_ flags: [String], in photos: Photos) throws -> Double {
    let outcome = try Command.run(
      ["train", "photos", "--output", "refused", "--memory-limit", "1MB"] + flags, in: photos)
    #expect(outcome.status == 71)
    let figure = try #require(outcome.messages.firstMatch(of: #/this needs ([\d.]+) MB/#))
    return try #require(Double(figure.1))
  }

  @Test func fewerThreadsAreUsedAndNothingChanges() throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = Self.flags + ["--threads", "3", "--micro-batch", "4"]
    let reference = try photos.train("reference", flags)
    let limit = Int(try needed(flags, in: photos)) + 1
    let outcome = try Command.run(
      ["train", "photos", "--output", "run", "--memory-limit", "\(limit)MB"] + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("1 of 3 threads, so that memory suffices"))
    #expect(try RunResults(of: "run", in: photos) == reference)
  }

  @Test func aRefusalNamesTheMicroBatchThatWorks() throws {
    let photos = try Photos(picturesPerClass: 3)
    let limit = Int(try needed(Self.flags + ["--micro-batch", "16"], in: photos)) - 2
    let arguments =
      ["train", "photos", "--output", "run", "--memory-limit", "\(limit)MB"] + Self.flags
    let refused = try Command.run(arguments + ["--micro-batch", "16"], in: photos)
    #expect(refused.status == 71)
    #expect(refused.messages.contains("--micro-batch 8 would fit"))
    #expect(!photos.exists("run"))
    let outcome = try Command.run(arguments + ["--micro-batch", "8"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
  }
}
