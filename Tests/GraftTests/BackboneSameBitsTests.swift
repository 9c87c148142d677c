import Foundation
import Testing

/// One seed, one result, whatever of the backbone trains.
@Suite struct BackboneSameBitsTests {
  static let flags = [
    "--image-size", "32", "--batch-size", "8", "--micro-batch", "2", "--epochs", "3",
  ]

  @Test(
    arguments: Processor.recipes([
      ["--freeze", "none", "--batchnorm", "train", "--augment", "flip"],
      ["--freeze", "none", "--batchnorm", "frozen", "--precision", "bf16", "--augment", "flip"],
      ["--freeze", "until:features.6", "--batchnorm", "train", "--precision", "bf16"],
      ["--freeze", "none", "--batchnorm", "frozen", "--cutmix", "1", "--head-epochs", "1"],
      [
        "--freeze", "until:features.6", "--batchnorm", "frozen", "--augment", "flip", "--views",
        "2",
      ],
      ["--freeze", "until:features.6", "--batchnorm", "adapt", "--mixup", "0.2"],
      ["--freeze", "gradual:1", "--batchnorm", "frozen", "--stochastic-depth", "0.2"],
      ["--freeze", "gradual:1", "--batchnorm", "train", "--clip-gradient", "1"],
    ]))
  func threadsAndCacheChangeNothing(policy: [String]) throws {
    let photos = try Photos(picturesPerClass: 3)
    let first = try photos.train("first", policy + Self.flags + ["--threads", "1"])
    #expect(
      try photos.train("two", policy + Self.flags + ["--threads", "2", "--cache-limit", "0"])
        == first)
    // What the first kept is read where it kept anything.
    #expect(try photos.train("three", policy + Self.flags + ["--threads", "3"]) == first)
  }

  @Test func aSeedGivesTheSameFilesAndAnotherDoesNot() throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = Self.flags + ["--freeze", "none", "--batchnorm", "adapt"]
    let first = try photos.train("first", flags)
    #expect(try photos.train("again", flags) == first)
    let other = try photos.train("other", flags + ["--seed", "1"])
    #expect(other.model != first.model)
    #expect(other.description == first.description)
  }

  /// Two views for three epochs are kept, for two they are not: until then both see the same.
  @Test func keptFeaturesAreThoseThatAreComputedAsTheyCome() throws {
    let photos = try Photos(picturesPerClass: 3)
    let flags = [
      "train", "photos", "--freeze", "until:features.6", "--image-size", "32", "--batch-size", "8",
      "--augment", "flip", "--views", "2", "--schedule", "constant", "--epochs",
    ]
    let kept = try Command.run(flags + ["3", "--output", "kept"], in: photos)
    #expect(kept.messages.contains("what it gives is kept"))
    let computed = try Command.run(flags + ["2", "--output", "computed"], in: photos)
    #expect(computed.messages.contains("computed as they come"))
    let rows = try ["kept", "computed"].map { try RunResults(of: $0, in: photos).epochs.prefix(3) }
    #expect(rows[0] == rows[1])
    #expect(rows[0].count == 3)
  }

  @Test func foldsAreTheSameWhateverTheThreads() throws {
    let photos = try Photos(picturesPerClass: 3)
    let results = try ["1", "2", "3"].map { count in
      let outcome = try Command.run(
        [
          "crossval", "photos", "--folds", "2", "--output", "run" + count, "--threads", count,
          "--freeze", "until:features.6", "--batchnorm", "train",
        ] + Self.flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try ["predictions.csv", "folds.csv", "results.csv"].map {
        try photos.data("run\(count)/\($0)")
      }
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }
}
