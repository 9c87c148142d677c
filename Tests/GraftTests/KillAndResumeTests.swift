import Foundation
import Testing

/// SIGKILL at any moment loses at most what came after the last checkpoint, and changes nothing.
///
/// `Tests/kill-and-resume.sh` does the same with more kills and larger networks.
@Suite struct KillAndResumeTests {
  struct Recipe: CustomTestStringConvertible {
    let flags: [String]
    let kills: Int
    var testDescription: String { flags.joined(separator: " ") }
  }

  private static let small = [
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size", "4",
    "--monitor", "loss", "--epochs", "6",
  ]
  static let recipes = [
    Recipe(
      flags: small + [
        "--freeze", "none", "--head-epochs", "2", "--augment", "flip", "--views", "fresh",
      ], kills: 8),
    Recipe(
      flags: small + [
        "--freeze", "gradual:2", "--optimizer", "momentum", "--lr", "0.01", "--ema", "0.9",
        "--keep-checkpoints", "2",
      ], kills: 8),
    Recipe(
      flags: [
        "--freeze", "until:features.6", "--batchnorm", "train", "--image-size", "32",
        "--batch-size", "8", "--epochs", "4",
      ], kills: 3),
    Recipe(flags: small + ["--freeze", "none", "--precision", "bf16", "--ema", "0.9"], kills: 3),
  ].filter { Processor.hasBFloat16 || !$0.flags.contains("bf16") }

  @Test(arguments: recipes) func aRunKilledAgainAndAgainEndsAsOneThatNeverWas(
    recipe: Recipe
  ) throws {
    let photos = try Photos(picturesPerClass: 3)
    let clock = ContinuousClock()
    let start = clock.now
    let reference = try photos.train("reference", recipe.flags + ["--threads", "2"])
    let seconds = (clock.now - start) / .seconds(1)
    var moments = Moments(seed: 7)
    var (runs, kills) = (0, 0)
    while kills < recipe.kills, runs < 3 * recipe.kills {
      runs += 1
      let run = "run-\(runs)"
      kills += try live(
        run, recipe.flags, threads: "\(runs % 2 + 1)", in: photos, upTo: seconds, &moments)
      #expect(try RunResults(of: run, in: photos) == reference, "after \(kills) kills")
    }
    #expect(kills >= recipe.kills)
  }

  /// Starts a run and kills it until it ends by itself.
  /// - Returns: How often it was killed.
  private func live(
    _ run: String, _ flags: [String], threads: String, in photos: Photos, upTo seconds: Double,
    _ moments: inout Moments
  ) throws -> Int {
    for kills in 0..<100 {
      // What was killed even before it wrote down its settings is begun again, in the same folder.
      let hasBegun = photos.exists(run + "/config.json")
      // Patience grows, so that a busy machine comes to an end as well.
      let delay = moments.next() * seconds * (1 + Double(kills) / 8)
      let outcome = try Command.run(
        (hasBegun
          ? ["train", "--resume", run] : ["train", "photos", "--output", run] + flags)
          + ["--threads", threads], in: photos
      ) { process, _ in
        Thread.sleep(forTimeInterval: delay)
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
      }
      if outcome.status == 0 { return kills }
      try #require(outcome.status == 128 + SIGKILL, "\(outcome.messages)")
      // Its last file was already there.
      if photos.exists(run + "/metrics.json") { return kills + 1 }
    }
    Issue.record("a hundred lives were not enough")
    return 0
  }
}

/// Numbers from 0 to below 1, the same for every run of the tests.
/// - Source: Steele et al., "Fast splittable pseudorandom number generators", 2014 (SplitMix64).
private struct Moments {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ (bits >> 31)) >> 11) / 0x1p53
  }
}
