import Foundation
import Testing

@Suite struct InspectCommandTests {
  private func inspect(_ arguments: [String], in photos: Photos) throws -> [String: Any] {
    let outcome = try Command.run(["inspect"] + arguments + ["--json"], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return try outcome.json()
  }

  private func list(_ name: String, in object: [String: Any]) throws -> [[String: Any]] {
    try #require(object[name] as? [[String: Any]], "\(name)")
  }

  /// One file of each kind of trouble, in `photos/food` but for one.
  /// - Returns: What each is to be called, by path.
  private func addBroken(_ photos: Photos) throws -> [String: Set<String>] {
    let frame: [UInt8] = [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0]
    let moving = Data(Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + frame + frame + [0x3B])
    let broken: [(BrokenPicture, String)] = [
      (.empty, "empty.jpg"), (.truncatedJPEG, "cut.jpg"), (.truncatedPNG, "cut.png"),
      (.damagedPNG, "damaged.png"), (.webPage, "page.jpg"), (.misnamedGIF, "really-a-gif.jpg"),
      (.hugePNG, "huge.png"), (.deadLink, "nowhere.jpg"),
    ]
    for (kind, name) in broken { try kind.write(to: "photos/food/" + name, in: photos) }
    try photos.write(moving, to: "photos/food/moving.gif")
    try photos.write(BrokenPicture.fixture("jpeg-420.jpg"), to: "photos/food/really-a-jpeg.png")
    try photos.write(
      BrokenPicture.fixture("jpeg-orientation-6.jpg"), to: "photos/animal/turned.jpg")
    return [
      "food/empty.jpg": ["empty"], "food/cut.jpg": ["truncated"], "food/cut.png": ["truncated"],
      "food/damaged.png": ["corrupt"], "food/page.jpg": ["notAnImage"],
      "food/really-a-gif.jpg": ["unsupported", "wrongExtension"], "food/huge.png": ["huge"],
      "food/moving.gif": ["unsupported", "animated"], "food/nowhere.jpg": ["unreadable"],
      "food/really-a-jpeg.png": ["wrongExtension"], "animal/turned.jpg": ["rotated"],
    ]
  }

  private static let unreadable = [
    "food/cut.jpg", "food/cut.png", "food/damaged.png", "food/empty.jpg", "food/huge.png",
    "food/nowhere.jpg", "food/page.jpg", "food/really-a-gif.jpg",
  ]

  @Test func eachKindOfBrokenFileIsNamed() throws {
    let photos = try Photos()
    let expected = try addBroken(photos)
    let before = try photos.contents("photos/food")
    let result = try inspect(["photos", "--no-label-errors"], in: photos)
    #expect(result["command"] as? String == "inspect")
    #expect(result["images"] as? Int == 58)
    #expect(result["readable"] as? Int == 50)
    var found: [String: Set<String>] = [:]
    for finding in try list("unreadable", in: result) + list("notes", in: result) {
      let path = try #require(finding["path"] as? String)
      #expect((finding["message"] as? String)?.contains(path) == true)
      found[path, default: []].insert(try #require(finding["kind"] as? String))
    }
    #expect(found == expected)
    let classes = try list("classes", in: result)
    #expect(classes.map { $0["label"] as? String } == Photos.classes)
    #expect(classes[2]["images"] as? Int == 17 && classes[2]["readable"] as? Int == 9)
    #expect(result["labelErrors"] is NSNull)
    // Nothing is moved unless it is asked for.
    #expect(try photos.contents("photos/food") == before)
  }

  @Test func quarantineMovesWhatCannotBeReadAndTheScriptMovesItBack() throws {
    let photos = try Photos(picturesPerClass: 2)
    _ = try addBroken(photos)
    let before = try photos.contents("photos/food")
    let arguments = ["photos", "--no-label-errors", "--quarantine", "away/broken"]
    let result = try inspect(arguments, in: photos)
    let quarantine = try #require(result["quarantine"] as? [String: Any])
    #expect((quarantine["moved"] as? [String])?.sorted() == Self.unreadable)
    for path in Self.unreadable { #expect(!photos.exists("photos/" + path)) }
    #expect(photos.exists("photos/food/moving.gif") && photos.exists("photos/food/0.png"))
    #expect(
      try photos.contents("away/broken/food").map { "food/" + $0 } == Self.unreadable)
    // What is left trains.
    let second = try inspect(arguments, in: photos)
    #expect(try list("unreadable", in: second).map { $0["kind"] as? String } == ["unsupported"])
    // A file in the way: nothing moves.
    try photos.write(Data(), to: "photos/food/empty.jpg")
    try photos.write(Data(), to: "photos/food/another.jpg")
    let refused = try Command.run(["inspect"] + arguments, in: photos)
    #expect(refused.status == 73)
    #expect(refused.messages.contains("food/empty.jpg"))
    #expect(
      photos.exists("photos/food/another.jpg") && !photos.exists("away/broken/food/another.jpg"))
    try FileManager.default.removeItem(atPath: photos.file("photos/food/empty.jpg"))
    try FileManager.default.removeItem(atPath: photos.file("photos/food/another.jpg"))
    let undo = Process()
    undo.executableURL = URL(fileURLWithPath: "/bin/sh")
    undo.arguments = [photos.file("away/broken/undo.sh")]
    try undo.run()
    undo.waitUntilExit()
    #expect(undo.terminationStatus == 0)
    #expect(try photos.contents("photos/food") == before)
  }

  /// Copies: of the same bytes with the same and with another label, and of other bytes.
  private func addCopies(_ photos: Photos) throws {
    let food = try photos.data("photos/food/1.png")
    try photos.write(food, to: "photos/food/again.png")
    try photos.write(photos.data("photos/animal/2.png"), to: "photos/face/wrong.png")
    // Decoders stop at the end of the picture.
    try photos.write(
      photos.data("photos/travel/3.png") + Data([0, 1, 2]), to: "photos/travel/near.png")
  }

  @Test func copiesAreFoundAndTheListIsTakenByTrainAndCrossval() throws {
    let photos = try Photos()
    try addCopies(photos)
    try photos.write(Data(), to: "photos/object/empty.png")
    try photos.make("lists")
    let result = try inspect(
      ["photos", "--no-label-errors", "--write-csv", "lists/clean.csv"], in: photos)
    let exact = try list("exactDuplicates", in: result)
    #expect(
      exact.map { $0["paths"] as? [String] } == [
        ["animal/2.png", "face/wrong.png"], ["food/1.png", "food/again.png"],
      ])
    #expect(exact.map { $0["isConflicting"] as? Bool } == [true, false])
    let near = try list("nearDuplicates", in: result).map { $0["paths"] as? [String] ?? [] }
    #expect(near.contains(["travel/3.png", "travel/near.png"]))
    let cleaned = try #require(result["list"] as? [String: Any])
    var reasons: [String: String] = [:]
    for entry in try list("leftOut", in: cleaned) {
      reasons[try #require(entry["path"] as? String)] = entry["reason"] as? String
    }
    #expect(
      reasons == [
        "animal/2.png": "conflicting", "face/wrong.png": "conflicting",
        "food/again.png": "repeated", "object/empty.png": "unreadable",
      ])
    let rows = try photos.table("lists/clean.csv")
    #expect(rows[0] == ["path", "label", "group"])
    #expect(rows.count - 1 == cleaned["images"] as? Int)
    // The pictures lie beside the list's folder, not below it.
    let travel = try #require(rows.first { $0[0].hasSuffix("photos/travel/near.png") })
    #expect(travel[0].hasPrefix("/") && travel[1] == "travel" && travel[2] == "travel/3.png")
    for command in [["train"], ["crossval", "--folds", "2"]] {
      let outcome = try Command.run(
        command + ["lists/clean.csv", "--epochs", "1", "--quiet", "--json"], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(try outcome.json()["classes"] as? [String] == Photos.classes)
    }
  }

  @Test func copiesAcrossPartsAreSaidAndTestPicturesStayOutOfTheList() throws {
    let photos = try Photos(picturesPerClass: 4)
    for part in ["train", "test"] {
      for name in ["food", "travel"] {
        try photos.make("parts/\(part)/\(name)")
        for index in part == "train" ? 0..<3 : 3..<4 {
          try photos.write(
            photos.data("photos/\(name)/\(index).png"), to: "parts/\(part)/\(name)/\(index).png")
        }
      }
    }
    try photos.write(photos.data("photos/food/0.png"), to: "parts/test/food/seen.png")
    let result = try inspect(
      ["parts", "--no-label-errors", "--write-csv", "clean.csv"], in: photos)
    let exact = try #require(try list("exactDuplicates", in: result).first)
    #expect(exact["acrossParts"] as? [String] == ["train", "test"])
    #expect(exact["paths"] as? [String] == ["test/food/seen.png", "train/food/0.png"])
    // Beside the list the paths are relative.
    #expect(
      try photos.table("clean.csv").dropFirst().map { $0[0] } == [
        "parts/train/food/1.png", "parts/train/food/2.png", "parts/train/travel/0.png",
        "parts/train/travel/1.png", "parts/train/travel/2.png",
      ])
  }

  @Test func changedLabelsAreFound() throws {
    let photos = try Photos(picturesPerClass: 24)
    let pairs = [("face", "food"), ("food", "travel"), ("travel", "animal"), ("animal", "face")]
    var moved: Set<String> = []
    for (from, to) in pairs {
      for index in [7, 16] {
        let target = "\(to)/from-\(from)-\(index).png"
        try FileManager.default.moveItem(
          atPath: photos.file("photos/\(from)/\(index).png"),
          toPath: photos.file("photos/" + target))
        moved.insert(target)
      }
    }
    let result = try inspect(["photos", "--html", "report.html"], in: photos)
    let errors = try #require(result["labelErrors"] as? [String: Any])
    #expect(errors["judged"] as? Int == 144)
    #expect(try #require(errors["accuracy"] as? Double) > 0.6)
    let findings = try list("findings", in: errors)
    let margins = findings.compactMap { $0["margin"] as? Double }
    #expect(margins == margins.sorted(by: >) && margins.count == findings.count)
    let found = findings.filter { moved.contains($0["path"] as? String ?? "") }
    #expect(
      found.count >= 6, "\(found.count) of \(moved.count) changed labels in \(findings.count)")
    let right = found.count { finding in
      let path = finding["path"] as? String ?? ""
      return path.contains("/from-\(finding["suggestion"] as? String ?? "?")-")
    }
    // By chance it would be one in five.
    #expect(right * 2 >= found.count, "\(right) of \(found.count) with the label that they had")
    // They stand before the merely hard ones.
    let first = findings.prefix(moved.count).count { moved.contains($0["path"] as? String ?? "") }
    #expect(first >= 4, "\(first) among the first \(moved.count)")
    let page = String(decoding: try photos.data("report.html"), as: UTF8.self)
    #expect(page.contains("data:image/jpeg;base64,") && page.contains("Suspicious labels"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("<script src"))
  }

  @Test func theTerminalSaysWhatThereIs() throws {
    let photos = try Photos()
    try addCopies(photos)
    _ = try addBroken(photos)
    let outcome = try Command.run(["inspect", "photos", "--threads", "1"], in: photos)
    #expect(outcome.status == 0)
    for words in [
      "61 images, 53 readable", "2 truncated", "1 animated", "2 groups of exact duplicates",
      "1 with conflicting labels", "! animal/2.png = face/wrong.png", "labels are probably wrong",
    ] {
      #expect(outcome.results.contains(words), "\(words)")
    }
    #expect(
      try Command.run(["inspect", "photos", "--threads", "3", "--quiet"], in: photos).results
        == outcome.results)
  }

  @Test func picturesOfWhichNoneCanBeReadAreAFindingToo() throws {
    let photos = try Photos(picturesPerClass: 1)
    for name in ["a", "b"] {
      try photos.make("broken/" + name)
      try photos.write("no picture", to: "broken/\(name)/1.jpg")
    }
    let result = try inspect(["broken", "--html", "report.html"], in: photos)
    #expect(result["readable"] as? Int == 0)
    #expect(result["width"] is NSNull && result["imbalance"] is NSNull)
    #expect(try list("unreadable", in: result).count == 2)
  }

  @Test func archivedPicturesAreLookedAtAndNeitherListedNorMoved() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.makeMNIST()
    let before = try photos.contents("mnist")
    let result = try inspect(
      ["mnist", "--no-label-errors", "--html", "report.html", "--quarantine", "broken"], in: photos)
    #expect(result["readable"] as? Int == 30)
    #expect(try list("quality", in: result).allSatisfy { $0["kind"] as? String != "small" })
    // Stripes repeat after eight pictures or so.
    #expect(try !list("nearDuplicates", in: result).isEmpty)
    #expect(String(decoding: try photos.data("report.html"), as: UTF8.self).contains("data:image"))
    #expect(try photos.contents("mnist") == before && !photos.exists("broken"))
    let refused = try Command.run(["inspect", "mnist", "--write-csv", "list.csv"], in: photos)
    #expect(refused.status == 64)
    #expect(refused.messages.contains("archive"))
  }

  @Test func helpHasExamples() throws {
    let photos = try Photos(picturesPerClass: 1)
    let outcome = try Command.run(["inspect", "--help"], in: photos)
    #expect(outcome.status == 0)
    #expect(outcome.results.contains("graft inspect photos --html report.html"))
  }

  @Test(
    arguments: [
      (["missing"], 66, "missing"),
      (["photos", "--html", "report.pdf"], 64, "--html"),
      (["photos", "--write-csv", "list.txt"], 64, "--write-csv"),
      (["photos", "--html", "nowhere/report.html"], 73, "nowhere"),
      (["photos", "--quarantine", "photos/broken"], 64, "--quarantine"),
      (["photos", "--backbone", "resnet19"], 64, "resnet19"),
      (["photos", "--threads", "0"], 64, "--threads"),
      (["photos", "--on-bad-image", "skip"], 64, "--on-bad-image"),
      (["photos", "--group-by", "x", "--no-grouping"], 64, "--no-grouping"),
      (["photos", "--memory-limit", "1MB"], 71, "--memory-limit"),
    ])
  func mistakesHaveTheirExitCodes(arguments: [String], status: Int32, words: String) throws {
    let photos = try Photos(picturesPerClass: 5)
    let outcome = try Command.run(["inspect"] + arguments, in: photos)
    #expect(outcome.status == status, "\(outcome.messages)")
    #expect(outcome.messages.contains(words))
    #expect(outcome.results.isEmpty)
  }
}
