import Foundation
import Testing

/// One seed, one result, whatever the threads and the cache.
@Suite struct SameBitsTests {
  static let flags = [
    "--epochs", "2", "--hidden", "8", "--augment", "flip", "--views", "2", "--batch-size", "8",
  ]

  private func train(
    _ photos: Photos, _ output: String, _ flags: [String] = [], cache: String? = nil
  ) throws -> [Data] {
    let outcome = try Command.run(
      ["train", "photos", "--output", output] + Self.flags + flags, in: photos, cache: cache)
    #expect(outcome.status == 0, "\(outcome.messages)")
    // All but the seconds that an epoch took.
    let epochs = try photos.table(output + "/results.csv")
    #expect(epochs.first?.last == "seconds")
    let results = epochs.map { $0.dropLast().joined(separator: ",") }.joined(separator: "\n")
    return try ["model.safetensors", "model.json", "predictions.csv"].map {
      try photos.data(output + "/" + $0)
    } + [Data(results.utf8)]
  }

  @Test func aSeedGivesTheSameFilesAndAnotherDoesNot() throws {
    let photos = try Photos(picturesPerClass: 4)
    let first = try train(photos, "first")
    #expect(try train(photos, "again") == first)
    let other = try train(photos, "other", ["--seed", "1"])
    #expect(other[0] != first[0])
    #expect(other[1] == first[1])
  }

  @Test func threadsChangeNothing() throws {
    let photos = try Photos(picturesPerClass: 4)
    // Without the cache, so that every run computes its features.
    let results = try ["1", "2", "3"].map { count in
      try train(photos, "threads" + count, ["--threads", count, "--cache-limit", "0"])
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }

  /// The allocator fills what it hands out, and what comes back to it, with large numbers; padding there is, too.
  @Test func whatTheMemoryHeldChangesNothing() throws {
    let photos = try Photos(picturesPerClass: 5)
    let perturbed = ["MALLOC_PERTURB_": "128", "MALLOC_MMAP_MAX_": "0"]
    func files(_ output: String, _ environment: [String: String]) throws -> [Data] {
      let outcome = try Command.run(
        [
          "train", "photos", "--freeze", "none", "--head-epochs", "1", "--epochs", "2",
          "--image-size", "64", "--micro-batch", "4", "--batch-size", "10", "--cache-limit", "0",
          "--output", output,
        ], in: photos, environment: environment)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try ["model.safetensors", "predictions.csv"].map {
        try photos.data("\(output)/\($0)")
      }
    }
    let plain = try files("plain", [:])
    let other = try files("perturbed", perturbed)
    #expect(other == plain)
  }

  @Test func theCacheChangesNothing() throws {
    let photos = try Photos(picturesPerClass: 4)
    let cold = try train(photos, "cold")
    #expect(photos.exists("cache/graft/features"))
    let warm = try train(photos, "warm", ["--json"])
    let metrics = try JSONSerialization.jsonObject(with: photos.data("warm/metrics.json"))
    #expect((metrics as? [String: Any])?["imagesPerSecond"] is NSNull, "nothing was computed anew")
    let without = try train(
      photos, "without", ["--cache-limit", "0"], cache: photos.file("unused"))
    #expect(!photos.exists("unused/graft/features"))
    #expect(warm == cold)
    #expect(without == cold)
  }

  @Test func foldsAreTheSameWhateverTheThreads() throws {
    let photos = try Photos(picturesPerClass: 4)
    let results = try ["1", "2", "3"].map { count in
      let outcome = try Command.run(
        [
          "crossval", "photos", "--folds", "2", "--repeats", "2", "--output", "run" + count,
          "--threads", count, "--cache-limit", "0",
        ] + Self.flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try ["predictions.csv", "folds.csv", "results.csv", "epochs.csv"].map {
        try photos.data("run\(count)/\($0)")
      }
    }
    #expect(results[1] == results[0])
    #expect(results[2] == results[0])
  }
}
