import Foundation
import Testing

/// What is stored: pretrained backbones and the feature cache.
@Suite struct StoreCommandTests {
  @Test func backbonesAreListedWithWhatIsHere() throws {
    let photos = try Photos(picturesPerClass: 0)
    let outcome = try Command.run(["backbones", "list", "--json"], in: photos)
    #expect(outcome.status == 0)
    let backbones = try #require(try outcome.json()["backbones"] as? [[String: Any]])
    #expect(backbones.count > 10)
    let embedded = backbones.filter { $0["availability"] as? String == "embedded" }
    #expect(embedded.map { $0["name"] as? String } == ["efficientnet_lite0"])
    #expect(backbones.contains { $0["name"] as? String == "resnet18" })
    let words = try Command.run(["backbones"], in: photos).results
    #expect(words.contains("efficientnet_lite0") && words.contains("resnet18"))
  }

  @Test func theEmbeddedWeightsAreWhatTheirCardSays() throws {
    let photos = try Photos(picturesPerClass: 0)
    let verified = try Command.run(
      ["backbones", "verify", "efficientnet_lite0", "--json"], in: photos)
    #expect(verified.status == 0)
    #expect(try verified.json()["card"] as? String == "efficientnet_lite0")
    let shown = try Command.run(["backbones", "show", "efficientnet_lite0"], in: photos)
    #expect(shown.status == 0 && shown.results.contains("Apache-2.0"))
  }

  @Test func convertedWeightsTrainAsTheOriginal() throws {
    let photos = try Photos(picturesPerClass: 2)
    let original = Photos.root + "/pretrained/efficientnet_lite0.safetensors"
    let conversion = try Command.run(
      ["backbones", "convert", original, "mine.pth", "--architecture", "efficientnet_lite0"],
      in: photos)
    #expect(conversion.status == 0, "\(conversion.messages)")
    let runs = try [[], ["--weights", "mine.pth"]].enumerated().map { number, flags in
      let outcome = try Command.run(
        ["train", "photos", "--epochs", "1", "--output", "run\(number)"] + flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      return try photos.data("run\(number)/model.safetensors")
    }
    #expect(runs[0] == runs[1])
  }

  @Test func theCacheIsListedAndCleared() throws {
    let photos = try Photos(picturesPerClass: 2)
    func sets() throws -> [[String: Any]] {
      let outcome = try Command.run(["cache", "list", "--json"], in: photos)
      #expect(outcome.status == 0)
      return try #require(try outcome.json()["sets"] as? [[String: Any]])
    }
    #expect(try sets().isEmpty)
    _ = try Command.run(["train", "photos", "--epochs", "1"], in: photos)
    // Features, and the perceptual hashes by which copies are found.
    #expect(try sets().map { $0["rows"] as? Int } == [12, 12])
    let cleared = try Command.run(["cache", "clear", "--json"], in: photos)
    #expect(try cleared.json()["removedSets"] as? Int == 2)
    #expect(try sets().isEmpty)
  }
}
