import Foundation
import Testing

@Suite struct DryRunCommandTests {
  /// Nothing but the pictures, as they were.
  private func expectUntouched(
    _ photos: Photos, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try photos.contents(".").filter { !$0.contains("-") }
    #expect(found == ["photos"], sourceLocation: sourceLocation)
  }

  @Test func theNetworkIsPrintedAndNothingIsLeft() throws {
    let photos = try Photos(picturesPerClass: 2)
    // Would stop a run that opens its pictures.
    try photos.write("hello", to: "photos/animal/text.jpg")
    let outcome = try Command.run(
      ["train", "photos", "--dry-run", "--freeze", "stages:1", "--backbone", "resnet50"],
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let lines = outcome.results.split(separator: "\n").map(String.init)
    let boundary = try #require(lines.firstIndex { $0.contains("freeze boundary") })
    #expect(lines[boundary].contains("layer3.5.relu3, 14 × 14 × 1024, 802.8 kB"))
    #expect(lines[boundary - 1].hasPrefix("layer3.5.add"))
    #expect(lines[boundary + 1].hasPrefix("layer4.0.conv1"))
    #expect(lines[boundary + 1].contains("trained"))
    #expect(lines[boundary + 1].contains("0.0001"))
    #expect(lines[2].contains("frozen"))
    #expect(outcome.results.contains("nothing was trained or written"))
    try expectUntouched(photos)
  }

  @Test func phasesHaveATableOfTheirOwn() throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(
      [
        "train", "photos", "--dry-run", "--freeze", "none", "--head-epochs", "4", "--name", "later",
      ],
      in: photos)
    #expect(outcome.results.contains("1–4  head"))
    #expect(outcome.results.contains("5–20  features.0, features.1"))
    #expect(outcome.results.contains("trained from epoch 5"))
    try expectUntouched(photos)
  }

  @Test func oneObjectIsPrintedForPrograms() throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(
      [
        "train", "photos", "--dry-run", "--json", "--freeze", "gradual:3", "--batchnorm", "adapt",
        "--backbone-lr-factor", "0.5", "--epochs", "7",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let plan = try outcome.json()
    #expect(
      Set(plan.keys) == [
        "command", "dryRun", "backbone", "freeze", "batchNorm", "precision", "classes", "images",
        "epochs", "phases", "layers", "boundary", "totals",
      ])
    #expect(plan["freeze"] as? String == "gradual:3")
    #expect(plan["batchNorm"] as? String == "adapt")
    #expect(plan["dryRun"] as? Bool == true)
    #expect(plan["images"] as? Int == 12)
    let phases = try #require(plan["phases"] as? [[String: Any]])
    #expect(phases.compactMap { $0["epochs"] as? [Int] } == [[1, 3], [4, 6], [7, 7]])
    let layers = try #require(plan["layers"] as? [[String: Any]])
    let keys: Set = [
      "name", "operations", "shape", "isBeforeBoundary", "parameters", "trainedParameters",
      "trainedFromEpoch", "statistics", "learningRates", "multiplyAdds", "keptBytes",
    ]
    #expect(layers.allSatisfy { Set($0.keys) == keys })
    let thawed = try #require(layers.first { $0["name"] as? String == "features.8.0" })
    #expect(thawed["learningRates"] as? [Double] == [0.0005])
    #expect(thawed["trainedFromEpoch"] as? Int == 4)
    try expectUntouched(photos)
  }

  @Test(arguments: [
    (["--freeze", "until:featuers.7"], ["no stage featuers.7", "did you mean features.7?"]),
    (["--freeze", "stages:10"], ["1 to 9", "features.8"]),
    (["--freeze", "match:layer1.*"], ["match:layer1.*", "features.0.0.weight"]),
    (["--freeze", "gradual:20"], ["--epochs 20"]),
    (["--epochs", "0"], ["--epochs", "1 to 100000"]),
    (["--augment", "filp"], ["filp", "flip"]),
  ])
  func aPlanThatCannotBeIsRefusedAsTheRunWouldBe(arguments: [String], parts: [String]) throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(["train", "photos", "--dry-run"] + arguments, in: photos)
    #expect(outcome.status == 64, "\(outcome.messages)")
    #expect(outcome.results == "")
    for part in parts { #expect(outcome.messages.contains(part), "\(outcome.messages)") }
    try expectUntouched(photos)
  }
}
