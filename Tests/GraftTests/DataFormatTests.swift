import Foundation
import Testing

/// The forms in which people have their data, through the built command.
@Suite struct DataFormatTests {
  @Test func mnistTrainsAndIsJudgedOnItsOwnTestPackedOrNot() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.makeMNIST()
    let arguments = ["train", "mnist", "--epochs", "2", "--json", "--output"]
    let plain = try Command.run(arguments + ["plain"], in: photos)
    #expect(plain.status == 0, "\(plain.messages)")
    let result = try plain.json()
    #expect(result["classes"] as? [String] == ["0", "1", "2"])
    #expect(result["metricsOn"] as? String == "test")
    #expect(result["images"] as? Int == 30)
    let predictions = try photos.table("plain/predictions.csv").dropFirst()
    #expect(
      predictions.map { $0[0] }.sorted() == (0..<6).map { "t10k-images-idx3-ubyte#0000\($0)" })
    #expect(predictions.allSatisfy { $0[1] == "\(($0[0].last?.wholeNumberValue ?? 9) % 3)" })

    try photos.run("gzip", ["-r", "mnist"])
    let packed = try Command.run(arguments + ["packed"], in: photos)
    #expect(packed.status == 0, "\(packed.messages)")
    // The same pictures: their features come from the cache, and every bit is the same.
    #expect(try packed.json()["imagesPerSecond"] is NSNull)
    for file in ["predictions.csv", "model.safetensors"] {
      #expect(try photos.data("packed/" + file) == photos.data("plain/" + file), "\(file)")
    }
  }

  @Test func whatTrainsThroughTheBackboneReadsArchives() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.makeMNIST(perClass: 4)
    let outcome = try Command.run(
      [
        "train", "mnist", "--epochs", "1", "--freeze", "stages:1", "--augment", "light", "--views",
        "fresh", "--on-bad-image", "skip", "--output", "run", "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try outcome.json()["skipped"] as? Int == 0)
    #expect(try photos.contents("run").contains { $0.hasPrefix("events.") })
  }

  @Test func cifarAsATarIsCrossValidatedEvaluatedEmbeddedAndShown() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.makeCIFAR()
    try photos.run("tar", ["-czf", "cifar.tar.gz", "cifar-10-batches-bin"])
    let crossed = try Command.run(
      [
        "crossval", "cifar.tar.gz", "--folds", "2", "--epochs", "2", "--refit", "--output", "run",
        "--json",
      ], in: photos)
    #expect(crossed.status == 0, "\(crossed.messages)")
    #expect(try crossed.json()["classes"] as? [String] == ["cat", "dog", "frog"])

    let judged = try Command.run(
      ["evaluate", "run", "cifar-10-batches-bin", "--output", "report", "--json"], in: photos)
    #expect(judged.status == 0, "\(judged.messages)")
    #expect(try judged.json()["part"] as? String == "test")
    #expect(try judged.json()["images"] as? Int == 6)
    #expect(
      try photos.table("report/predictions.csv").dropFirst().map { $0[0] }.sorted()
        == (0..<6).map { "test_batch.bin#0000\($0)" })

    let embedded = try Command.run(
      ["embed", "run", "cifar.tar.gz", "--output", "features.npy"], in: photos)
    #expect(embedded.status == 0, "\(embedded.messages)")
    #expect(try photos.table("features.csv").count == 1 + 24)

    let shown = try Command.run(
      [
        "preview", "cifar.tar.gz", "--count", "3", "--views", "1", "--output", "sheet.png",
        "--json",
      ],
      in: photos)
    #expect(shown.status == 0, "\(shown.messages)")
    let pictures = try #require(try shown.json()["pictures"] as? [[String: Any]])
    #expect(pictures.map { $0["label"] as? String } == ["cat", "dog", "frog"])
  }

  @Test func aBrokenArchiveIsNamed() throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.makeMNIST()
    try photos.run("gzip", ["-r", "mnist"])
    let whole = try photos.data("mnist/train-images-idx3-ubyte.gz")
    try photos.write(whole.dropLast(9), to: "mnist/train-images-idx3-ubyte.gz")
    let outcome = try Command.run(["train", "mnist"], in: photos)
    #expect(outcome.status == 65)
    #expect(
      outcome.messages.contains("mnist/train-images-idx3-ubyte.gz: the gzip file ends early"))
  }

  @Test func synsetFoldersAreShownByName() throws {
    let photos = try Photos(picturesPerClass: 3)
    for (index, name) in Photos.classes.enumerated() {
      try FileManager.default.moveItem(
        atPath: photos.file("photos/" + name), toPath: photos.file("photos/n0000000\(index)"))
    }
    let names = Photos.classes.enumerated().reversed().map { "n0000000\($0) a \($1), of a kind" }
    try photos.write(names.joined(separator: "\n"), to: "mapping.txt")
    let outcome = try Command.run(
      [
        "train", "photos", "--class-names", "mapping.txt", "--epochs", "1", "--output", "run",
        "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let shown = Photos.classes.map { "a \($0), of a kind" }
    #expect(try outcome.json()["classes"] as? [String] == shown)
    #expect(
      String(decoding: try photos.data("run/labels.txt"), as: UTF8.self)
        == shown.map { $0 + "\n" }.joined())
    let judged = try Command.run(
      ["evaluate", "run", "photos", "--class-names", "mapping.txt", "--json"], in: photos)
    #expect(judged.status == 0, "\(judged.messages)")
    #expect(try judged.json()["classes"] as? [String] == shown)

    try photos.write(names.dropLast().joined(separator: "\n"), to: "mapping.txt")
    let unknown = try Command.run(
      ["train", "photos", "--class-names", "mapping.txt"], in: photos)
    #expect(unknown.status == 65)
    #expect(unknown.messages.contains("mapping.txt: does not name the class 'n00000000'"))
    try photos.write((names + [names[1]]).joined(separator: "\n"), to: "mapping.txt")
    let twice = try Command.run(["train", "photos", "--class-names", "mapping.txt"], in: photos)
    #expect(twice.status == 65)
    #expect(
      twice.messages.contains("mapping.txt, line 7: 'n00000004' stands already in line 2"))
  }

  @Test func webPPicturesAreReadAndAnimationsTreatedAsAskedFor() throws {
    let photos = try Photos(picturesPerClass: 3)
    let fixtures = Photos.root + "/Tests/ImagesTests/Fixtures/"
    for (name, file) in [("face", "lossy"), ("food", "lossless-alpha")] {
      try FileManager.default.copyItem(
        atPath: fixtures + "decoding/webp-\(file).webp",
        toPath: photos.file("photos/\(name)/new.webp"))
    }
    let arguments = ["train", "photos", "--epochs", "1", "--json"]
    let outcome = try Command.run(arguments, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(try outcome.json()["images"] as? Int == 20)
    try FileManager.default.copyItem(
      atPath: fixtures + "hostile/animated.webp", toPath: photos.file("photos/face/moves.webp"))
    let refused = try Command.run(arguments, in: photos)
    #expect(refused.status == 65)
    #expect(refused.messages.contains("photos/face/moves.webp: cannot decode an animated WebP"))
    let skipped = try Command.run(arguments + ["--on-bad-image", "skip"], in: photos)
    #expect(try skipped.json()["skipped"] as? Int == 1)
  }
}
