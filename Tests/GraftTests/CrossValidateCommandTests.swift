import Foundation
import Testing

@Suite struct CrossValidateCommandTests {
  static let keys: Set<String> = [
    "command", "run", "model", "backbone", "freeze", "classes", "seed", "epochs", "seconds",
    "images", "imagesPerSecond", "peakMemoryBytes", "folds", "mean", "interval",
  ]
  static let furtherKeys: Set<String> = [
    "standardDeviation", "perClass", "confusion", "refitEpochs", "skipped", "grouped", "baselines",
    "nested", "copies", "decision", "details", "learningCurve",
    "macroPrecision", "macroRecall", "undefined", "top5Accuracy",
  ]
  static let metricKeys: Set<String> = ["accuracy", "balancedAccuracy", "macroF1", "logLoss"]

  @Test func everyFoldIsToldAndEveryPictureJudgedOnce() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "4", "--repeats", "2", "--epochs", "3", "--output", "run",
        "--json",
      ], in: photos)
    #expect(outcome.status == 0)
    let result = try outcome.json()
    #expect(Set(result.keys) == Self.keys.union(Self.furtherKeys))
    #expect(result["command"] as? String == "crossval")
    #expect(result["model"] is NSNull)
    let folds = try #require(result["folds"] as? [[String: Any]])
    #expect(folds.map { $0["repeat"] as? Int } == [1, 1, 1, 1, 2, 2, 2, 2])
    #expect(folds.map { $0["fold"] as? Int } == [1, 2, 3, 4, 1, 2, 3, 4])
    #expect(folds.allSatisfy { Self.metricKeys.isSubset(of: $0.keys) })
    for fold in folds {
      let confusion = try #require(fold["confusion"] as? [[Int]])
      let correct = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
      #expect(fold["accuracy"] as? Double == Double(correct) / 12)
    }
    let mean = try #require(result["mean"] as? [String: Double])
    #expect(Set(mean.keys) == Self.metricKeys)
    let accuracies = folds.compactMap { $0["accuracy"] as? Double }
    let accuracy = try #require(mean["accuracy"])
    #expect(abs(accuracy - accuracies.reduce(0, +) / 8) < 1e-12)
    let interval = try #require(result["interval"] as? [String: Any])
    #expect(interval["level"] as? Double == 0.95)
    #expect(interval["method"] as? String == "nadeau-bengio")
    let bounds = try #require(interval["accuracy"] as? [Double])
    #expect(bounds.count == 2 && bounds[0] < accuracy && accuracy < bounds[1])

    #expect(
      try photos.contents("run") == [
        "config.json", "epochs.csv", "figures", "folds.csv", "metrics.json", "origin.json",
        "predictions.csv",
        "process.json", "report.html", "results.csv",
      ])
    #expect(try photos.table("run/results.csv").count == 9)
    let predictions = try photos.table("run/predictions.csv").dropFirst()
    #expect(Set(predictions.map { [$0[0], $0[3]] }).count == 96)
    #expect(predictions.count == 96)
    // Both files speak of the same repeats and folds.
    let assignment = try photos.table("run/folds.csv").dropFirst()
    #expect(Set(assignment) == Set(predictions.map { [$0[0], $0[3], $0[4]] }))
    // Two pictures of each class in each of four folds.
    for (fold, rows) in Dictionary(grouping: assignment, by: { $0[1...] }) {
      #expect(rows.count == 12, "\(fold)")
      #expect(Set(rows.map { $0[0].prefix { $0 != "/" } }).count == 6)
    }
  }

  @Test func theEpochsInsideTheFoldsAreATableThatTheStoreKnows() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "3", "--repeats", "2", "--epochs", "6", "--early-stopping",
        "2", "--lr", "0.01", "--name", "run",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let table = try photos.table("runs/run/epochs.csv")
    let header = table[0]
    #expect(header.prefix(3) == ["repeat", "fold", "epoch"])
    let folds = try photos.table("runs/run/results.csv")
    let kept = try #require(folds[0].firstIndex(of: "epoch"))
    let accuracy = try #require(header.firstIndex(of: "validationAccuracy"))
    #expect(folds.count == 7)
    for fold in folds.dropFirst() {
      let own = table.dropFirst().filter { $0.prefix(2) == fold.prefix(2) }
      #expect(own.map { $0[2] } == (1...own.count).map(String.init))
      // The figures are those by which the fold's epoch was chosen: the best, and of equal ones that of the least loss.
      let watched = own.compactMap { row in
        Double(row[accuracy]).flatMap { value in Double(row[accuracy - 1]).map { (value, -$0) } }
      }
      #expect(watched.count == own.count)
      let best = try #require(watched.indices.max { watched[$0] < watched[$1] })
      #expect(fold[kept] == "\(best + 1)")
    }
    let shown = try Command.run(["runs", "show", "run", "--json"], in: photos).json()
    #expect(shown["epochColumns"] as? [String] == header)
    let epochs = try #require(shown["epochs"] as? [[String: Any]])
    let loss = try #require(header.firstIndex(of: "trainingLoss"))
    #expect(epochs.count == table.count - 1)
    for (row, fields) in zip(epochs, table.dropFirst()) {
      #expect(["repeat", "fold", "epoch"].map { "\(row[$0] ?? "")" } == Array(fields.prefix(3)))
      let value = try #require(row["trainingLoss"] as? Double)
      #expect(abs(value - (Double(fields[loss]) ?? .nan)) < 1e-12)
    }
    #expect((shown["results"] as? [[String: Any]])?.count == 6)
    let page = String(decoding: try photos.data("runs/run/report.html"), as: UTF8.self)
    #expect(page.contains("How the folds trained"))
    #expect(page.contains("tenth of each fold’s training pictures that chose its epoch"))
    // A classifier has none.
    let nearest = try Command.run(
      ["crossval", "photos", "--folds", "2", "--heads", "nearest", "--output", "nearest"],
      in: photos)
    #expect(nearest.status == 0, "\(nearest.messages)")
    #expect(!photos.exists("nearest/epochs.csv") && photos.exists("nearest/report.html"))
  }

  @Test func refittingLeavesAModel() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      [
        "crossval", "photos", "--folds", "2", "--epochs", "2", "--refit", "--output", "run",
        "--json",
      ],
      in: photos)
    let result = try outcome.json()
    #expect(result["model"] as? String == "run")
    #expect(result["refitEpochs"] as? Int == 2)
    for file in ["model.json", "model.safetensors", "labels.txt"] {
      #expect(photos.exists("run/" + file))
    }
    let model = try JSONSerialization.jsonObject(with: photos.data("run/model.json"))
    let description = try #require(model as? [String: Any])
    #expect(description["labels"] as? [String] == Photos.classes)
    #expect(description["preprocessing"] != nil && description["crossValidation"] != nil)
  }

  @Test func baselinesAreJudgedInTheSameFolds() throws {
    let photos = try Photos()
    let arguments = [
      "crossval", "photos", "--folds", "2", "--repeats", "2", "--epochs", "1", "--lr", "1e-9",
      "--baselines",
    ]
    let result = try Command.run(
      arguments + ["--json", "--output", "run"], in: photos
    ).json()
    let page = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    #expect(page.contains("Does it beat what is simpler?"))
    #expect(page.contains("<th scope=\"row\">logistic regression</th>"))
    let baselines = try #require(result["baselines"] as? [[String: Any]])
    #expect(
      baselines.map { $0["name"] as? String } == [
        "majorityClass", "nearestNeighbours", "logisticRegression",
      ])
    let accuracies = baselines.compactMap { $0["accuracy"] as? Double }
    // Six classes of as many pictures each.
    #expect(abs(accuracies[0] - 1 / 6.0) < 1e-12)
    #expect(accuracies[1] > 0.4 && accuracies[2] > 0.4)
    // A head that learned nothing does not beat what was fitted.
    let mean = try #require((result["mean"] as? [String: Double])?["accuracy"])
    let difference = try #require(baselines[2]["difference"] as? Double)
    #expect(difference < -0.2 && abs(mean - accuracies[2] - difference) < 1e-12)
    let tuned = try Command.run(
      arguments + ["--freeze", "stages:1", "--select-features", "variance:0.05", "--json"],
      in: photos
    ).json()
    let beside = try #require(tuned["baselines"] as? [[String: Any]])
    #expect(beside[1]["accuracy"] as? Double == accuracies[1])
    let selected = try #require(beside[2]["selectedFeatures"] as? Double)
    #expect(selected > 0 && selected < 1280)
  }

  @Test func aLearningCurveTellsWhatEveryPartOfThePicturesReached() throws {
    let photos = try Photos()
    let arguments = ["crossval", "photos", "--folds", "4", "--epochs", "4", "--learning-curve"]
    let outcome = try Command.run(arguments + ["--json", "--output", "run"], in: photos)
    let result = try outcome.json()
    let curve = try #require(result["learningCurve"] as? [String: Any])
    #expect(
      Set(curve.keys) == [
        "points", "skippedShares", "lastStep", "fit", "extrapolation", "isFlat",
      ])
    let points = try #require(curve["points"] as? [[String: Any]])
    // Six classes of eight pictures in four folds: six of each to train on, of which 0.6 round to one.
    #expect(points.map { $0["pictures"] as? Int } == [6, 12, 18, 24, 36])
    #expect(points.map { $0["share"] as? Double } == [0.1, 0.35, 0.5, 0.7, 1])
    #expect(curve["skippedShares"] as? [Double] == [0.2])
    let mean = try #require((result["mean"] as? [String: Double])?["accuracy"])
    let accuracies = points.compactMap { $0["accuracy"] as? Double }
    #expect(accuracies.last == mean)
    #expect(try #require(accuracies.first) < mean)
    let told = try Command.run(arguments + ["--quiet"], in: photos)
    #expect(told.results.contains("trained on 18 pictures (50 %): accuracy "))
    #expect(told.results.contains("nothing added: 20 %"))
    let refused = try Command.run(arguments + ["--nested"], in: photos)
    #expect(refused.status == 64)
    #expect(refused.messages.contains("--learning-curve: expected no --nested with it"))
    #expect(refused.messages.contains("search first, then give what it chose"))
  }

  @Test func anIntervalIsShownNoFurtherThanAShareGoes() throws {
    let photos = try Photos()
    let count = Photos.classes.count
    var data = "path,label\n"
    var folds = "path,fold\n"
    // The last fold's labels are another's: what learned from right ones recognizes none of it.
    for (place, name) in Photos.classes.enumerated() {
      for number in 0..<8 {
        let isWrong = number >= 6
        let path = "photos/\(name)/\(number).png"
        data += "\(path),\(Photos.classes[isWrong ? (place + 1) % count : place])\n"
        folds += "\(path),\(isWrong ? 3 : number % 2 + 1)\n"
      }
    }
    try photos.write(data, to: "data.csv")
    try photos.write(folds, to: "folds.csv")
    let outcome = try Command.run(
      [
        "crossval", "data.csv", "--folds", "folds.csv", "--epochs", "15", "--no-grouping",
        "--no-baselines",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let run = "runs/crossval-1"
    let kept = try #require(
      JSONSerialization.jsonObject(with: photos.data("\(run)/metrics.json")) as? [String: Any])
    let bounds = try #require((kept["interval"] as? [String: Any])?["accuracy"] as? [Double])
    try #require(bounds[0] < 0)
    #expect(outcome.results.contains("(95 % interval 0.0 % to "))
    #expect(outcome.results.contains(", cut off, Nadeau–Bengio)"))
    #expect(outcome.results.contains("metrics.json has it as computed"))
    let page = String(decoding: try photos.data("\(run)/report.html"), as: UTF8.self)
    #expect(page.contains("(95 % interval 0.0 % to "))
    #expect(page.contains("metrics.json has it as computed"))
    let listed = try Command.run(["runs", "list"], in: photos).results
    #expect(listed.contains("0.0 % to ") && listed.contains(", cut off"))
  }

  @Test func withoutJSONPeopleAreToldTheSame() throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(
      ["crossval", "photos", "--folds", "2", "--epochs", "1", "--quiet"], in: photos)
    #expect(outcome.status == 0)
    #expect(outcome.messages == "")
    #expect(outcome.results.contains("repeat 1 fold 2: accuracy "))
    #expect(outcome.results.contains("cross-validated accuracy "))
    #expect(outcome.results.contains("run: runs/crossval-1\n"))
  }

  @Test func copiesStayInOneFoldUnlessAskedFor() throws {
    let photos = try Photos(picturesPerClass: 4)
    for name in Photos.classes {
      for index in 0..<4 {
        // Other bytes, the same picture.
        try photos.write(
          photos.data("photos/\(name)/\(index).png") + Data([UInt8(index)]),
          to: "photos/\(name)/\(index)-copy.png")
      }
    }
    func partedPairs(_ flags: [String], output: String) throws -> Int {
      let outcome = try Command.run(
        ["crossval", "photos", "--folds", "2", "--epochs", "1", "--json", "--output", output]
          + flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      #expect(try outcome.json()["grouped"] as? Bool == flags.isEmpty)
      #expect(
        outcome.messages.contains("stays together where pictures are divided") == flags.isEmpty)
      let page = String(decoding: try photos.data(output + "/report.html"), as: UTF8.self)
      #expect(
        page.contains("48 pictures are copies of others or look like them, in 24 groups")
          == flags.isEmpty)
      #expect(page.contains("Nobody looked for copies (--no-grouping)") == !flags.isEmpty)
      let folds = Dictionary(
        uniqueKeysWithValues: try photos.table(output + "/folds.csv").dropFirst()
          .map { ($0[0], $0[2]) })
      #expect(folds.count == 48)
      return folds.keys.count { path in
        path.hasSuffix("-copy.png")
          && folds[path] != folds[path.replacing("-copy.png", with: ".png")]
      }
    }
    #expect(try partedPairs([], output: "together") == 0)
    #expect(try partedPairs(["--no-grouping"], output: "apart") > 4)
  }

  /// Neighbouring pictures belong together, two by two.
  private func writeGroups(_ photos: Photos) throws {
    var text = "path,label,group\n"
    for name in Photos.classes {
      for index in 0..<8 { text += "photos/\(name)/\(index).png,\(name),\(name)\(index / 2)\n" }
    }
    try photos.write(text, to: "photos.csv")
  }

  /// `animal` and `0` of `photos/animal/1.png`.
  private func group(_ path: String) throws -> String {
    let match = try #require(path.firstMatch(of: /(\w+)\/(\d)\.png$/))
    return "\(match.1)\(try #require(Int(match.2)) / 2)"
  }

  @Test func groupsAreNeverDivided() throws {
    let photos = try Photos()
    try writeGroups(photos)
    func foldsPerGroup(_ flags: [String], _ output: String) throws -> [Int] {
      let outcome = try Command.run(
        [
          "crossval", "photos.csv", "--folds", "2", "--repeats", "3", "--epochs", "1", "--output",
          output, "--json",
        ] + flags, in: photos)
      #expect(try outcome.json()["grouped"] as? Bool == flags.isEmpty)
      let rows = try photos.table(output + "/folds.csv").dropFirst()
      return try Dictionary(grouping: rows) { [$0[1], try group($0[0])] }.values
        .map { Set($0.map { $0[2] }).count }
    }
    let grouped = try foldsPerGroup([], "grouped")
    #expect(grouped.count == 3 * 24 && grouped.allSatisfy { $0 == 1 })
    // What would be divided otherwise.
    #expect(try foldsPerGroup(["--no-grouping"], "divided").contains(2))
  }

  /// How many folds of a repeat each group is in.
  private func foldsPerGroup(
    _ data: String, _ flags: [String], _ photos: Photos, group: (String) throws -> String
  ) throws -> [Int] {
    let output = "run-\(UUID().uuidString)"
    let outcome = try Command.run(
      [
        "crossval", data, "--folds", "3", "--repeats", "3", "--epochs", "1", "--output", output,
        "--no-baselines",
      ] + flags, in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let rows = try photos.table(output + "/folds.csv").dropFirst()
    #expect(rows.count == 3 * 48)
    return try Dictionary(grouping: rows) { [$0[1], try group($0[0])] }.values
      .map { Set($0.map { $0[2] }).count }
  }

  @Test func groupsByAPatternAreNotDivided() throws {
    let photos = try Photos()
    let pattern = ["--group-by", #"(\d)\.png$"#]
    // The number of a picture, in all classes: eight groups of six.
    func group(_ path: String) throws -> String {
      String(try #require(path.firstMatch(of: /(\d)\.png$/)).1)
    }
    let grouped = try foldsPerGroup("photos", pattern, photos, group: group)
    #expect(grouped.count == 3 * 8 && grouped.allSatisfy { $0 == 1 })
    #expect(try foldsPerGroup("photos", [], photos, group: group).contains { $0 > 1 })
  }

  @Test func groupsOfAnyColumnAreNotDivided() throws {
    let photos = try Photos()
    var text = "path,label,patient\n"
    for (place, name) in Photos.classes.enumerated() {
      for index in 0..<8 {
        text += "photos/\(name)/\(index).png,\(name),p\((index + place) % 8)\n"
      }
    }
    try photos.write(text, to: "patients.csv")
    let patients = Dictionary(
      uniqueKeysWithValues: try photos.table("patients.csv").dropFirst().map { ($0[0], $0[2]) })
    func group(_ path: String) throws -> String { try #require(patients[path]) }
    let grouped = try foldsPerGroup(
      "patients.csv", ["--group-by", "patient"], photos, group: group)
    #expect(grouped.count == 3 * 8 && grouped.allSatisfy { $0 == 1 })
    // Nobody guesses that this column groups.
    #expect(try foldsPerGroup("patients.csv", [], photos, group: group).contains { $0 > 1 })
  }

  @Test func severalLabelsForAPictureAreRefused() throws {
    let photos = try Photos(picturesPerClass: 2)
    for (name, text, line) in [
      (
        "list.csv",
        "path,label\nphotos/face/0.png,face\nphotos/food/0.png,food\nphotos/face/1.png,\"face,food\"\n",
        "line 4"
      ),
      (
        "columns.csv",
        "path,label,label\nphotos/face/0.png,face,food\nphotos/food/0.png,food,face\n", "line 1"
      ),
    ] {
      try photos.write(text, to: name)
      let outcome = try Command.run(["crossval", name, "--folds", "2"], in: photos)
      #expect(outcome.status == 65, "\(outcome.messages)")
      #expect(outcome.messages.contains("several labels for one image are not supported"))
      #expect(outcome.messages.contains(line), "\(outcome.messages)")
      #expect(!photos.exists("runs/crossval-1"))
    }
  }

  @Test func groupsAreNotDividedByTheSplitOfTraining() throws {
    let photos = try Photos()
    try writeGroups(photos)
    let outcome = try Command.run(
      [
        "train", "photos.csv", "--val-split", "0.25", "--epochs", "1", "--output", "run",
      ], in: photos)
    #expect(outcome.status == 0)
    let rows = try photos.table("run/predictions.csv").dropFirst()
    let counts = try Dictionary(grouping: rows) { try group($0[0]) }.values.map(\.count)
    #expect(!counts.isEmpty && counts.allSatisfy { $0 == 2 })
  }
}
