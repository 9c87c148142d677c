import Foundation
import Testing

/// `graft train --resume`, beside kills and interruptions.
@Suite struct ResumeCommandTests {
  static let flags = [
    "--backbone", "squeezenet1_1", "--weights", "none", "--image-size", "32", "--batch-size", "8",
    "--epochs", "4", "--freeze", "none", "--head-epochs", "2", "--keep-checkpoints", "2",
  ]

  /// Decays the head into the opposite, larger each time: the first epoch stays the best.
  static let worsening = [
    "--optimizer", "sgd", "--lr", "30", "--weight-decay", "0.1", "--schedule", "constant",
    "--backbone-lr-factor", "1e-9",
  ]

  private func resume(_ flags: [String], in photos: Photos) throws -> Command.Outcome {
    try Command.run(["train", "--resume"] + flags, in: photos)
  }

  @Test(arguments: [
    (["run", "--epochs", "5"], "--epochs"), (["run", "--lr=0.1"], "--lr=0.1"),
    (["run", "photos"], "photos"), (["run", "--micro-batch", "2"], "--micro-batch"),
    (["run", "--config", "settings.yaml"], "--config"), (["run", "--dry-run"], "--dry-run"),
  ])
  func whatTheRunDecidesIsNoFlag(arguments: [String], part: String) throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.write("quiet: true\n", to: "settings.yaml")
    let outcome = try resume(arguments, in: photos)
    #expect(outcome.status == 64)
    #expect(outcome.messages.contains("\(part): with --resume everything comes from the run"))
  }

  @Test func whatIsNoRunOrIsFinishedIsSaid() throws {
    let photos = try Photos(picturesPerClass: 3)
    _ = try photos.train("run", ["--epochs", "1"])
    let folds = try Command.run(
      ["crossval", "photos", "--epochs", "1", "--folds", "2", "--output", "folds"], in: photos)
    #expect(folds.status == 0)
    for (run, part) in [
      ("run", "it is finished"), ("folds", "it is a run of graft crossval"),
      ("photos", "it has no config.json"), ("nowhere", "it has no config.json"),
    ] {
      let outcome = try resume([run], in: photos)
      #expect(outcome.status == 65)
      #expect(outcome.messages.contains("graft: \(run): no run to go on with: \(part)"))
    }
  }

  @Test func aRunWithoutACheckpointStartsOver() throws {
    let photos = try Photos(picturesPerClass: 3)
    let reference = try photos.train("reference", Self.flags)
    for left in [["config.json"], ["config.json", "origin.json"]] {
      let run = left.joined(separator: "+")
      try photos.make(run)
      for name in left { try photos.write(photos.data("reference/" + name), to: "\(run)/\(name)") }
      let outcome = try resume([run], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(outcome.messages.contains("\(run) has no checkpoint yet: the run starts over"))
      #expect(try RunResults(of: run, in: photos) == reference)
    }
  }

  @Test func otherPicturesAreNoticed() throws {
    let photos = try Photos(picturesPerClass: 3)
    // What follows the end of a PNG is no part of it: so two pictures get the same size.
    var kept = try photos.data("photos/food/0.png")
    var ofTheSameSize = try photos.data("photos/animal/0.png")
    let byteCount = max(kept.count, ofTheSameSize.count) + 1
    kept.append(Data(count: byteCount - kept.count))
    ofTheSameSize.append(Data(count: byteCount - ofTheSameSize.count))
    try photos.write(kept, to: "photos/food/0.png")
    _ = try photos.train("run", Self.flags)
    try photos.unfinish("run")
    for (name, data) in [
      ("photos/food/0.png", ofTheSameSize),
      ("photos/food/new.png", kept), ("photos/food/0.png", try photos.data("photos/face/0.png")),
      ("photos/food/0.png", nil),
    ] {
      let before = photos.exists(name) ? try photos.data(name) : nil
      if let data {
        try photos.write(data, to: name)
      } else {
        try FileManager.default.removeItem(atPath: photos.file(name))
      }
      let outcome = try resume(["run"], in: photos)
      #expect(outcome.status == 65, "\(name)")
      #expect(outcome.messages.contains("run: the pictures or labels are not those"))
      if let before {
        try photos.write(before, to: name)
      } else {
        try FileManager.default.removeItem(atPath: photos.file(name))
      }
    }
    #expect(try resume(["run"], in: photos).status == 0)
  }

  @Test func otherWeightsAreNoticed() throws {
    let photos = try Photos(picturesPerClass: 3)
    let weights = try Data(
      contentsOf: URL(fileURLWithPath: Photos.root + "/pretrained/efficientnet_lite0.safetensors"))
    try photos.write(weights, to: "mine.safetensors")
    _ = try photos.train(
      "run",
      [
        "--weights", "mine.safetensors", "--image-size", "32", "--batch-size", "8", "--epochs", "2",
        "--freeze", "none",
      ])
    try photos.unfinish("run")
    var others = weights
    others[others.count / 2] ^= 1
    try photos.write(others, to: "mine.safetensors")
    let outcome = try resume(["run"], in: photos)
    #expect(outcome.status == 65)
    #expect(outcome.messages.contains("run: the backbone's weights are not those"))
    try photos.write(weights, to: "mine.safetensors")
    #expect(try resume(["run"], in: photos).status == 0)
  }

  @Test func aDamagedCheckpointIsPassedOver() throws {
    let photos = try Photos(picturesPerClass: 3)
    let reference = try photos.train("run", Self.flags + Self.worsening)
    try photos.unfinish("run")
    try photos.damage("run/checkpoints/last.safetensors")
    try photos.damage("run/checkpoints/best.safetensors")
    let outcome = try resume(["run"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    for part in [
      "last.safetensors: damaged", "best.safetensors: damaged",
      "the newest intact checkpoint is run/checkpoints/epoch-3.safetensors",
      "best.safetensors is missing or damaged", "going on after epoch 3",
    ] {
      #expect(outcome.messages.contains(part), "\(outcome.messages)")
    }
    #expect(try RunResults(of: "run", in: photos).epochs == reference.epochs)
  }

  @Test func withoutAnIntactCheckpointNothingIsTouched() throws {
    let photos = try Photos(picturesPerClass: 3)
    _ = try photos.train("run", Self.flags + ["--keep-checkpoints", "1"])
    try photos.unfinish("run")
    for name in ["last", "best"] { try photos.damage("run/checkpoints/\(name).safetensors") }
    let before = try photos.contents("run")
    let outcome = try resume(["run"], in: photos)
    #expect(outcome.status == 65)
    #expect(outcome.messages.contains("run/checkpoints: no intact checkpoint"))
    #expect(try photos.contents("run") == before)
  }

  /// The best epoch's checkpoint holds only what had trained by then.
  @Test func theBestEpochMayLieBeforeTheThaw() throws {
    let photos = try Photos(picturesPerClass: 3)
    let reference = try photos.train("run", Self.flags + Self.worsening)
    let metrics = try JSONSerialization.jsonObject(with: photos.data("run/metrics.json"))
    let best = try #require((metrics as? [String: Any])?["best"] as? [String: Any])
    try #require(best["epoch"] as? Int == 1)
    try photos.unfinish("run")
    let outcome = try resume(["run"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try RunResults(of: "run", in: photos) == reference)
  }
}
