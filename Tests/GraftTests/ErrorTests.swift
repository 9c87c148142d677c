import Foundation
import Testing

/// The table of errors, row by row: the exit code and what the message must hold.
@Suite struct ErrorTests {
  /// - Parameter leavesNothing: Whether the run's folder must be gone, so that it can be had again.
  private func expect(
    _ status: Int32, saying parts: [String], from arguments: [String], in photos: Photos,
    leavesNothing: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try Command.run(
      arguments.contains("--output") || arguments.contains("--name")
        ? arguments : arguments + ["--output", "run"], in: photos)
    #expect(outcome.status == status, "\(outcome.messages)", sourceLocation: sourceLocation)
    #expect(outcome.results == "", sourceLocation: sourceLocation)
    for part in parts {
      #expect(
        outcome.messages.contains(part), "\(part) in \(outcome.messages)",
        sourceLocation: sourceLocation)
    }
    for words in ["Error Domain", "NSCocoa", "Failure(", "CancellationError", "Fatal error"] {
      #expect(!outcome.messages.contains(words), sourceLocation: sourceLocation)
    }
    if leavesNothing { #expect(!photos.exists("run"), sourceLocation: sourceLocation) }
  }

  // MARK: 64

  @Test(arguments: [
    (["train", "photos", "--epohcs", "3"], ["--epohcs", "--epochs"]),
    (["crossval", "photos", "--fold", "3"], ["--fold", "--folds"]),
    (["tarin", "photos"], ["tarin", "did you mean train?"]),
    (["backbones", "lsit"], ["lsit", "did you mean list?"]),
    (["xyzzy"], ["xyzzy", "train", "crossval"]),
    (["train"], ["<data>"]),
    (["train", "photos", "--epochs", "many"], ["many", "--epochs"]),
    (["train", "photos", "--epochs", "0"], ["--epochs", "1 to 100000", "0"]),
    (["train", "photos", "--lr=-1"], ["--lr", "above 0", "-1"]),
    (["train", "photos", "--optimizer", "adamo"], ["adamo", "sgd", "nesterov", "adamw"]),
    (["train", "photos", "--schedule", "steps"], ["steps", "cosine", "one-cycle"]),
    (["train", "photos", "--optimizer", "adam", "--momentum", "0.9"], ["--momentum", "rmsprop"]),
    (["train", "photos", "--betas", "0.9"], ["--betas", "0.9"]),
    (["train", "photos", "--betas", "0.9,1"], ["--betas", "0.9,1.0"]),
    (["train", "photos", "--l1=-1"], ["--l1", "at least 0"]),
    (["train", "photos", "--clip-gradient", "0"], ["--clip-gradient", "above 0"]),
    (["train", "photos", "--ema", "1"], ["--ema", "below 1"]),
    (["train", "photos", "--layer-decay", "0.5"], ["--layer-decay", "nothing before the head"]),
    (["train", "photos", "--lr-group", "head.*"], ["--lr-group", "head.*"]),
    (["train", "photos", "--lr-group", "layer4.*=2"], ["--lr-group", "layer4.*"]),
    (["train", "photos", "--schedule", "multistep"], ["--milestones", "multistep"]),
    (["train", "photos", "--step-epochs", "3"], ["--step-epochs", "cosine", "step"]),
    (["train", "photos", "--warmup-epochs", "20"], ["--warmup-epochs", "fewer than the 20"]),
    (["train", "photos", "--label-smoothing", "1"], ["--label-smoothing", "0..<1"]),
    (["train", "photos", "--class-weights", "food"], ["--class-weights", "food"]),
    (["train", "photos", "--class-weights", "fod=2"], ["--class-weights", "fod", "food"]),
    (["train", "photos", "--class-weights", "food=2,food=3"], ["--class-weights"]),
    (
      ["train", "photos", "--class-weights", "balanced", "--sampler", "balanced"],
      ["--class-weights", "--sampler"]
    ),
    (["train", "photos", "--min-delta", "0.1"], ["--min-delta", "--early-stopping"]),
    (["train", "photos", "--monitor", "f1"], ["f1", "macro-f1", "balanced-accuracy"]),
    (
      ["train", "photos", "--monitor", "mathews"], ["mathews", "did you mean matthews?", "roc-auc"]
    ),
    (["train", "photos", "--val-split", "0", "--monitor", "loss"], ["--monitor", "--val-split"]),
    (["train", "photos", "--val-split", "0", "--schedule", "plateau"], ["--schedule plateau"]),
    (["crossval", "photos", "--monitor", "loss"], ["--monitor", "--early-stopping"]),
    (["crossval", "photos", "--schedule", "plateau", "--refit"], ["--schedule", "--refit"]),
    (["train", "photos", "--precision", "f16"], ["f16", "f32", "bf16"]),
    (
      [
        "train", "photos", "--backbone", "squeezenet1_1", "--weights", "none", "--freeze", "none",
        "--stochastic-depth", "0.2",
      ], ["--stochastic-depth", "squeezenet1_1"]
    ),
    (["train", "photos", "--freeze", "nnoe"], ["nnoe", "did you mean none?", "until:STAGE"]),
    (["train", "photos", "--freeze", "stages:0"], ["--freeze", "stages:N", "from 1"]),
    (["train", "photos", "--freeze", "gradual:0"], ["--freeze", "gradual:EPOCHS", "1 to 100000"]),
    (["train", "photos", "--batchnorm", "adpat"], ["adpat", "frozen", "adapt", "train"]),
    (["train", "photos", "--head-epochs", "2"], ["--head-epochs", "--freeze stages:1"]),
    (["train", "photos", "--head-epochs", "-2"], ["--head-epochs", "0 to 19", "-2"]),
    (["train", "photos", "--freeze", "none", "--backbone-lr-factor", "0"], ["above 0", "0.0"]),
    (["train", "photos", "--backbone-lr-factor", "2"], ["--backbone-lr-factor", "--freeze all"]),
    (["train", "photos", "--hidden", "8,x"], ["8,x", "--hidden"]),
    (["train", "photos", "--hidden", "0"], ["--hidden", "1 to 65536"]),
    (["train", "photos", "--dropout", "1"], ["--dropout", "below 1"]),
    (["train", "photos", "--views", "0"], ["--views", "1 to 10000"]),
    (["train", "photos", "--augment", "filp"], ["filp", "flip"]),
    (
      ["train", "photos", "--augment", "light", "--views", "1"],
      ["--views 1", "2 or more", "fresh"]
    ),
    (
      ["train", "photos", "--augment", "none", "--views", "3"],
      ["--views", "1 with --augment none"]
    ),
    (["train", "photos", "--threads", "0"], ["--threads", "1 to 1024"]),
    (["train", "photos", "--memory-limit", "much"], ["much", "--memory-limit"]),
    (["train", "photos", "--val-split", "1"], ["--val-split", "below 1"]),
    (["train", "photos", "--val-split", "0.6", "--test-split", "0.6"], ["together below 1"]),
    (["train", "photos", "--val-split", "0", "--early-stopping", "2"], ["--val-split above 0"]),
    (["train", "photos", "--on-bad-image", "ignore"], ["ignore", "error", "skip", "quarantine"]),
    (["train", "photos", "--image-size", "0"], ["0"]),
    (["train", "photos", "--output", "a", "--name", "b"], ["--output", "--name"]),
    (["train", "photos", "--group-by", "x", "--no-grouping"], ["--group-by", "--no-grouping"]),
    (["crossval", "photos", "--folds", "1"], ["--folds", "2 to 1000", "1"]),
    (["crossval", "photos", "--repeats", "0"], ["--repeats", "1 to 1000"]),
    (["train", "photos", "--backbone", "resnet"], ["resnet", "did you mean resnet18?"]),
    (["train", "photos", "--backbone", "resnet18", "--weights", "vgg16"], ["resnet18", "vgg16"]),
  ])
  func aLineThatCannotBeMeant(arguments: [String], parts: [String]) throws {
    try expect(64, saying: parts, from: arguments, in: Photos(picturesPerClass: 2))
  }

  @Test func theFirstFiveOfFiveTellNothing() throws {
    let photos = try Photos(picturesPerClass: 2)
    try FileManager.default.removeItem(atPath: photos.file("photos/travel"))
    try expect(
      64, saying: ["--monitor", "top5-accuracy", "5 classes"],
      from: ["train", "photos", "--monitor", "top5-accuracy"], in: photos)
  }

  // MARK: 65

  @Test func aFileThatIsNoPictureIsNamed() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.write("hello", to: "photos/animal/text.jpg")
    try expect(
      65, saying: ["photos/animal/text.jpg", "expected JPEG, PNG or WebP", "remove the file"],
      from: ["train", "photos"], in: photos)
  }

  @Test(arguments: ["error", "skip", "quarantine"])
  func aTruncatedPictureIsTreatedAsAskedFor(policy: String) throws {
    let photos = try Photos(picturesPerClass: 3)
    let whole = try Data(
      contentsOf: URL(
        fileURLWithPath: Photos.root + "/Tests/ImagesTests/Fixtures/decoding/jpeg-444.jpg"))
    let cut = whole.prefix(whole.count / 2)
    try photos.write(cut, to: "photos/face/cut.jpg")
    let arguments = ["train", "photos", "--epochs", "1", "--on-bad-image", policy]
    guard policy != "error" else {
      return try expect(65, saying: ["photos/face/cut.jpg"], from: arguments, in: photos)
    }
    let outcome = try Command.run(arguments + ["--output", "run", "--json"], in: photos)
    #expect(outcome.status == 0)
    #expect(try outcome.json()["skipped"] as? Int == 1)
    #expect(outcome.messages.contains("photos/face/cut.jpg"))
    let skipped = try JSONSerialization.jsonObject(with: photos.data("run/skipped.json"))
    #expect((skipped as? [[String: String]])?.map { $0["relativePath"] } == ["face/cut.jpg"])
    #expect(photos.exists("photos/face/cut.jpg") == (policy == "skip"))
    if policy == "quarantine" { #expect(try photos.data("run/quarantine/face/cut.jpg") == cut) }
  }

  @Test func theQuarantineKeepsWhatAListNamesOutsideItsFolder() throws {
    let photos = try Photos(picturesPerClass: 3)
    try photos.make("lists/deep")
    try photos.write("hello", to: "photos/face/bad.png")
    var rows = "path,label\n../../photos/face/bad.png,face\n"
    for name in Photos.classes {
      for number in 0..<3 { rows += "../../photos/\(name)/\(number).png,\(name)\n" }
    }
    try photos.write(rows, to: "lists/deep/photos.csv")
    let outcome = try Command.run(
      [
        "train", "lists/deep/photos.csv", "--epochs", "1", "--on-bad-image", "quarantine",
        "--output", "run",
      ], in: photos)
    #expect(outcome.status == 0)
    #expect(photos.exists("run/quarantine/__/__/photos/face/bad.png"))
  }

  @Test func aFolderOfNothingReadableIsAnErrorWhateverIsAskedFor() throws {
    let photos = try Photos(picturesPerClass: 0)
    for name in Photos.classes {
      for picture in ["a", "b"] { try photos.write("hello", to: "photos/\(name)/\(picture).jpg") }
    }
    try expect(
      65, saying: ["no picture can be read", "all 12"],
      from: ["train", "photos", "--on-bad-image", "skip"], in: photos)
  }

  @Test(arguments: [
    ("path,label\nphotos/animal/0.png\n", "line 2"),
    ("path,label\nphotos/animal/0.png,animal\n\"photos/face/0.png,face\n", "line 3"),
    ("path,label,weight\nphotos/animal/0.png,animal,heavy\nphotos/face/0.png,face,1\n", "line 2"),
    ("file;class\nphotos/animal/0.png;animal\n", "path,label"),
  ])
  func aBrokenTableIsNamedWithItsLine(text: String, place: String) throws {
    let photos = try Photos(picturesPerClass: 1)
    try photos.write(text, to: "photos.csv")
    try expect(65, saying: ["photos.csv", place], from: ["train", "photos.csv"], in: photos)
  }

  @Test func aFileThatHoldsNoWeightsIsNamed() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.write("hello", to: "w.pth")
    try expect(
      65, saying: ["w.pth", "expected safetensors"],
      from: ["train", "photos", "--weights", "w.pth"],
      in: photos)
    try expect(
      65, saying: ["w.pth", "expected safetensors"],
      from: ["train", "photos", "--backbone", "w.pth"], in: photos)
  }

  @Test func weightsOfAnotherNetworkAreSaidToMissAndToHaveTooMuch() throws {
    try expect(
      65,
      saying: [
        "efficientnet_lite0.safetensors", "missing", "conv1.weight", "not expected",
        "features.0.0.weight",
      ],
      from: [
        "train", "photos", "--backbone", "resnet18", "--weights",
        Photos.root + "/pretrained/efficientnet_lite0.safetensors",
      ], in: Photos(picturesPerClass: 2))
  }

  @Test func aGroupDividedByFoldersIsRefused() throws {
    let photos = try Photos(picturesPerClass: 4)
    for (part, numbers) in [("train", [0, 1, 2]), ("test", [2, 3])] {
      for name in Photos.classes {
        try photos.make("divided/\(part)/\(name)")
        for number in numbers {
          try photos.write(
            photos.data("photos/\(name)/\(number).png"), to: "divided/\(part)/\(name)/\(number).png"
          )
        }
      }
    }
    try expect(
      65, saying: ["group 2", "--no-grouping"],
      from: ["train", "divided", "--group-by", "([0-9]+)[.]png", "--val-split", "0"], in: photos)
  }

  // MARK: 66

  @Test func missingDataAreNamed() throws {
    let photos = try Photos(picturesPerClass: 2)
    try expect(66, saying: ["nowhere"], from: ["train", "nowhere"], in: photos)
    try expect(66, saying: ["nowhere.csv"], from: ["crossval", "nowhere.csv"], in: photos)
    try photos.write(
      "path,label\nphotos/animal/none.png,animal\nphotos/face/0.png,face\n", to: "photos.csv")
    try expect(
      66, saying: ["photos.csv", "line 2", "none.png"], from: ["train", "photos.csv"], in: photos)
    try expect(
      66, saying: ["none.pth"], from: ["train", "photos", "--weights", "none.pth"], in: photos)
  }

  @Test func foldersWithoutEnoughInThemAreToldWhichLayoutsWork() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.make("empty")
    try photos.make("single")
    try FileManager.default.copyItem(
      atPath: photos.file("photos/animal"), toPath: photos.file("single/animal"))
    let layouts = ["root/class/image.jpg", "root/{train,val,test}/class/image.jpg", "path,label"]
    try expect(66, saying: ["empty"] + layouts, from: ["train", "empty"], in: photos)
    try expect(
      66, saying: ["single", "'animal'", "2 classes"] + layouts, from: ["train", "single"],
      in: photos)
  }

  @Test func aClassSmallerThanTheFoldsIsNamed() throws {
    let photos = try Photos(picturesPerClass: 3)
    try FileManager.default.removeItem(atPath: photos.file("photos/food/2.png"))
    try expect(
      66, saying: ["'food'", "2 images", "3"], from: ["crossval", "photos", "--folds", "3"],
      in: photos)
  }

  @Test func weightsThatAreNotHereComeWithTheWayToFetchThem() throws {
    try expect(
      66,
      saying: [
        "resnet18", "graft backbones fetch resnet18", "https://download.pytorch.org/", "put it at",
      ], from: ["train", "photos", "--backbone", "resnet18"], in: Photos(picturesPerClass: 2))
  }

  // MARK: 70 and 71

  @Test(arguments: ["train", "crossval"]) func divergenceNamesItsLayer(command: String) throws {
    let photos = try Photos(picturesPerClass: 4)
    let folds = command == "crossval" ? ["--folds", "2"] : []
    try expect(
      70, saying: ["layer head.output", "--lr"],
      from: [command, "photos", "--optimizer", "sgd", "--lr", "1e38"] + folds, in: photos,
      leavesNothing: command == "crossval")
    if command == "train" { #expect(!photos.exists("run/model.safetensors")) }
  }

  @Test func divergenceNamesTheLastGoodCheckpoint() throws {
    let photos = try Photos(picturesPerClass: 4)
    // Grows by some powers of ten an epoch: some epochs are good.
    try expect(
      70, saying: ["layer head.output", "run/checkpoints/last.safetensors"],
      from: [
        "train", "photos", "--optimizer", "sgd", "--lr", "1e6", "--weight-decay", "1",
        "--schedule", "constant", "--epochs", "50",
      ], in: photos, leavesNothing: false)
    #expect(photos.exists("run/checkpoints/last.safetensors"))
  }

  @Test func tooLittleMemorySaysHowMuchAndWhichFlag() throws {
    try expect(
      71, saying: ["10.0 MB", "--memory-limit", "--micro-batch"],
      from: ["train", "photos", "--memory-limit", "10MB"], in: Photos(picturesPerClass: 2))
  }

  // MARK: 73

  @Test func aFolderInUseIsLeftAlone() throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.make("used")
    try photos.write("mine", to: "used/notes.txt")
    try expect(
      73, saying: ["used", "not empty", "--output"], from: ["train", "photos", "--output", "used"],
      in: photos)
    #expect(try photos.contents("used") == ["notes.txt"])
  }

  @Test(arguments: [("file/run", "file is no folder"), ("/proc/run", "/proc/run")])
  func aFolderThatCannotBeMadeIsNamed(output: String, part: String) throws {
    let photos = try Photos(picturesPerClass: 2)
    try photos.write("", to: "file")
    try expect(
      73, saying: [output, part], from: ["train", "photos", "--output", output], in: photos)
  }
}
