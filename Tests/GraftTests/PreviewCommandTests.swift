import Foundation
import Testing

@Suite struct PreviewCommandTests {
  private static let small = ["--count", "2", "--views", "2", "--image-size", "48"]

  @Test func aSheetShowsTheViewsAndSaysWhatWasDrawn() throws {
    let photos = try Photos(picturesPerClass: 2)
    let arguments =
      ["preview", "photos", "--augment", "strong", "--output", "sheet.png", "--json"] + Self.small
    let outcome = try Command.run(arguments, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    #expect(
      Set(result.keys) == [
        "command", "policy", "output", "pictures", "problems", "width", "height",
      ])
    #expect(result["policy"] as? String == "strong")
    #expect(result["width"] as? Int == 48)
    let pictures = try #require(result["pictures"] as? [[String: Any]])
    #expect(pictures.map { $0["label"] as? String } == ["animal", "face"])
    for picture in pictures {
      let views = try #require(picture["views"] as? [[String: Any]])
      #expect(views.map { $0["view"] as? Int } == [1, 2])
      for view in views {
        let words = try #require(view["words"] as? [String])
        #expect(words.contains { $0.contains("of the picture") }, "the crop is always drawn")
      }
    }
    let sheet = try photos.data("sheet.png")
    #expect(sheet.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    // The same again, to the bit; another seed, another sheet.
    #expect(try Command.run(arguments, in: photos).status == 0)
    #expect(try photos.data("sheet.png") == sheet)
    #expect(try Command.run(arguments + ["--augmentation-seed", "1"], in: photos).status == 0)
    #expect(try photos.data("sheet.png") != sheet)
  }

  @Test(arguments: [["--sweep"], ["--normalized"]]) func sheetsCanBeJPEGs(flags: [String]) throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(
      ["preview", "photos", "--output", "sheet.jpg"] + Self.small + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.results == "sheet.jpg: 2 pictures, standard\n")
    #expect(try photos.data("sheet.jpg").starts(with: [0xFF, 0xD8, 0xFF]))
  }

  @Test func aPageHasASliderForEveryOperationAndNeedsNoNetwork() throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(
      ["preview", "photos", "--html", "--augment", "light", "--output", "page.html"] + Self.small,
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let page = String(decoding: try photos.data("page.html"), as: UTF8.self)
    #expect(page.components(separatedBy: "<input type=\"range\"").count - 1 == 2 * 3)
    #expect(page.components(separatedBy: "class=\"original\"").count - 1 == 2)
    #expect(!page.contains("http"))
    #expect(page.contains("animal/0.png"))
  }

  @Test func aPictureThatCannotBeReadIsNamedAndAnotherTakesItsPlace() throws {
    let photos = try Photos(picturesPerClass: 2)
    for index in 0..<2 { try photos.write("no picture", to: "photos/face/\(index).png") }
    let outcome = try Command.run(
      ["preview", "photos", "--output", "sheet.png", "--json", "--count", "12", "--views", "1"],
      in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    #expect((result["pictures"] as? [Any])?.count == 10)
    #expect((result["problems"] as? [[String: Any]])?.count == 2)
    #expect(outcome.messages.contains("photos/face/0.png"))
  }

  @Test(
    arguments: [
      (64, ["--output", "sheet.gif"], ["sheet.gif", ".png, .jpg"]),
      (64, ["--output", "sheet.png", "--html"], ["sheet.png", ".html"]),
      (64, ["--output", "sheet.png", "--augment", "standart"], ["did you mean `standard`?"]),
      (64, ["--output", "sheet.png", "--count", "0"], ["--count", "1 to 200"]),
      (64, ["--output", "page.html", "--html", "--sweep"], ["--sweep"]),
      (
        65, ["--output", "sheet.png", "--augment", "mine.yaml"],
        ["mine.yaml:4", "did you mean `rotate`?"]
      ),
      (73, ["--output", "nowhere/sheet.png"], ["nowhere/sheet.png"]),
    ] as [(Int32, [String], [String])])
  func mistakesAreNamed(status: Int32, arguments: [String], parts: [String]) throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.write(
      "name: mine\ndescription: mine\noperations:\n  - operation: rotat\n", to: "mine.yaml")
    let outcome = try Command.run(["preview", "photos"] + arguments, in: photos)
    #expect(outcome.status == status, "\(outcome.messages)")
    for part in parts { #expect(outcome.messages.contains(part), "\(outcome.messages)") }
    #expect(!photos.exists("sheet.png"))
  }

  /// Training under a policy, cached, has the bits of training under it uncached.
  @Test func policiesTrainTheSameFromCacheOrNot() throws {
    let photos = try Photos(picturesPerClass: 3)
    let common = [
      "train", "photos", "--augment", "standard", "--views", "2", "--epochs", "3",
      "--val-split", "0", "--image-size", "64",
    ]
    #expect(try Command.run(common + ["--output", "a"], in: photos).status == 0)
    #expect(
      try Command.run(
        common + ["--output", "b", "--cache-limit", "0", "--threads", "1"], in: photos
      )
      .status == 0)
    #expect(try photos.data("a/model.safetensors") == photos.data("b/model.safetensors"))
    let plain = try Command.run(
      common + ["--output", "c", "--augment", "none", "--views", "1"], in: photos)
    #expect(plain.status == 0, "\(plain.messages)")
    #expect(try photos.data("a/model.safetensors") != photos.data("c/model.safetensors"))
  }

  @Test func classesThatDifferBySideAreNotMirrored() throws {
    let photos = try Photos(picturesPerClass: 2)
    for (name, side) in [("animal", "left hand"), ("face", "right hand")] {
      try FileManager.default.moveItem(
        atPath: photos.file("photos/\(name)"), toPath: photos.file("photos/\(side)"))
    }
    for command in [
      ["preview", "photos", "--output", "sheet.png"] + Self.small, ["train", "photos"],
    ] {
      let outcome = try Command.run(
        command + ["--augment", "light"], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(
        outcome.messages.contains(
          "the classes left hand and right hand differ by side: horizontal_flip of light is left out"
        ))
    }
  }

  @Test func ctrlCStopsAndLeavesNothing() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      ["preview", "photos", "--output", "sheet.png", "--count", "48", "--views", "64"], in: photos
    ) { process, _ in
      // All of it takes minutes; the handler is there long before a second has passed.
      Thread.sleep(forTimeInterval: 1)
      process.interrupt()
    }
    #expect(outcome.status == 130, "\(outcome.messages)")
    #expect(outcome.messages.contains("interrupted"))
    #expect(try photos.contents(".").allSatisfy { !$0.hasPrefix("sheet.png") })
  }

  @Test func trainingTakesTheSeedThatThePreviewShowed() throws {
    let photos = try Photos(picturesPerClass: 2)
    for (output, seed) in [("a", "0"), ("b", "7"), ("c", "7")] {
      let outcome = try Command.run(
        [
          "train", "photos", "--augment", "light", "--augmentation-seed", seed, "--epochs", "2",
          "--val-split", "0", "--image-size", "64", "--output", output,
        ], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    let models = try ["a", "b", "c"].map { try photos.data($0 + "/model.safetensors") }
    #expect(models[0] != models[1])
    #expect(models[1] == models[2])
  }
}
