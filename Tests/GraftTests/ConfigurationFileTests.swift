import Foundation
import Testing

@Suite struct ConfigurationFileTests {
  @Test func theFileIsAppliedAndFlagsWinOverIt() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.write(
      "# as last time\nepochs: 2\nseed: 7\nhidden: [8, 4]\njson: true\nquiet: false\n",
      to: "settings.yaml")
    let outcome = try Command.run(
      ["train", "photos", "--config", "settings.yaml", "--seed", "9", "--output", "run"], in: photos
    )
    #expect(outcome.status == 0)
    #expect(outcome.messages.contains("epoch 2/2"))
    let result = try outcome.json()
    #expect(result["epochs"] as? Int == 2)
    #expect(result["seed"] as? Int == 9)
    let kept = try JSONSerialization.jsonObject(with: photos.data("run/config.json"))
    let head = (kept as? [String: Any])?["head"] as? [String: Any]
    #expect(head?["hidden"] as? [Int] == [8, 4])
  }

  @Test(arguments: [
    ("epohcs: 3", ["--epohcs", "--epochs"]),
    ("epochs: many", ["many", "--epochs"]),
    ("optimizer: adamo", ["adamo", "adamw"]),
    ("betas: [0.9]", ["0.9", "--betas"]),
    ("epochs: {a: 1}", ["epochs"]),
    ("- epochs", ["expected flags by name"]),
    ("epochs: [1", ["not YAML"]),
    ("config: other.yaml", ["key"]),
  ])
  func whatIsWrongInTheFileIsSaid(text: String, parts: [String]) throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.write(text + "\n", to: "settings.yaml")
    let outcome = try Command.run(["train", "photos", "--config", "settings.yaml"], in: photos)
    #expect(outcome.status == 65)
    for part in ["settings.yaml"] + parts {
      #expect(outcome.messages.contains(part), "\(outcome.messages)")
    }
    #expect(!outcome.messages.contains("Failure("))
    #expect(!photos.exists("runs"))
  }

  @Test func aMissingFileIsNamed() throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(["train", "photos", "--config=none.yaml"], in: photos)
    #expect(outcome.status == 66)
    #expect(outcome.messages.contains("none.yaml"))
  }
}
