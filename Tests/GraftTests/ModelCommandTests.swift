import Foundation
import Testing

/// What is done with a trained model: evaluate, predict, embed.
@Suite struct ModelCommandTests {
  /// A run with a test part, and the rows of its `predictions.csv`, which are of that part.
  private func trained(_ photos: Photos) throws -> [[String]] {
    let outcome = try Command.run(
      [
        "train", "photos", "--epochs", "5", "--test-split", "0.25", "--output", "run", "--quiet",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return Array(try photos.table("run/predictions.csv").dropFirst())
  }

  private func metrics(_ object: [String: Any]) throws -> [String: Double] {
    try #require(object["metrics"] as? [String: Double])
  }

  @Test func evaluatingTheTestPartAgainGivesTheFiguresOfTheRun() throws {
    let photos = try Photos()
    let rows = try trained(photos)
    let table = rows.map { "photos/\($0[0]),\($0[1])\n" }.joined()
    try photos.write("path,label\n" + table, to: "test.csv")
    let outcome = try Command.run(
      ["evaluate", "run", "test.csv", "--json", "--output", "report"], in: photos)
    #expect(outcome.status == 0)
    let result = try outcome.json()
    #expect(Set(["metrics", "perClass", "confusion"]).isSubset(of: result.keys))
    let kept = try #require(
      JSONSerialization.jsonObject(with: photos.data("run/metrics.json")) as? [String: Any])
    let (found, expected) = (try metrics(result), try metrics(kept))
    #expect(Set(found.keys) == Set(expected.keys))
    for (name, value) in expected {
      // The head runs through other kernels here: the same figures but for rounding.
      #expect(abs(try #require(found[name]) - value) < 1e-5, "\(name)")
    }
    let perClass = try #require(result["perClass"] as? [[String: Any]])
    #expect(perClass.map { $0["label"] as? String } == Photos.classes)
    for scores in perClass {
      #expect(Set(["label", "precision", "recall", "f1", "support"]).isSubset(of: scores.keys))
    }
    let confusion = try #require(result["confusion"] as? [[Int]])
    #expect(confusion.joined().reduce(0, +) == rows.count)
    for (index, name) in Photos.classes.enumerated() {
      #expect(confusion[index].reduce(0, +) == rows.count { $0[1] == name })
    }
    // The figures that have no formula have their intervals by drawing.
    let bootstrap = try #require(result["bootstrap"] as? [String: Any])
    #expect(bootstrap["method"] as? String == "bootstrap-bca")
    #expect(bootstrap["groups"] as? Int == rows.count)
    for name in ["balancedAccuracy", "macroF1", "logLoss"] {
      let outcome = try #require(bootstrap[name] as? [String: Any])
      let value = try #require(found[name])
      let bounds = try #require(outcome["interval"] as? [Double])
      #expect(bounds[0] <= value && value <= bounds[1] && bounds[0] < bounds[1], "\(name)")
    }
    #expect(
      try photos.contents("report") == [
        "config.json", "figures", "metrics.json", "origin.json", "predictions.csv",
        "process.json", "report.html", "results.csv",
      ])
  }

  @Test func averagingOverViewsSaysWhatItGains() throws {
    let photos = try Photos(picturesPerClass: 4)
    _ = try trained(photos)
    let result = try Command.run(
      ["evaluate", "run", "photos", "--tta", "flip", "--json"], in: photos
    ).json()
    let gain = try #require(result["testTimeAugmentation"] as? [String: Any])
    #expect(
      Set(gain.keys) == [
        "views", "passes", "accuracyWithout", "gain", "interval", "onlyWith", "onlyWithout",
        "pValue",
      ])
    #expect(result["robustness"] is NSNull)
    let told = try Command.run(["evaluate", "run", "photos", "--tta", "3"], in: photos)
    #expect(told.results.contains("averaging over views (3)"))
    #expect(told.messages.contains("every picture passes the network 3 times"))
    let photo = ["predict", "run", "photos/food/0.png", "--csv", "--quiet"]
    let plain = try Command.run(photo, in: photos).results
    #expect(try Command.run(photo + ["--tta", "1"], in: photos).results == plain)
    #expect(try Command.run(photo + ["--tta", "4"], in: photos).results != plain)
    for arguments in [
      ["evaluate", "run", "photos", "--tta", "0"],
      ["evaluate", "run", "photos", "--tta", "flip", "--robustness"],
      ["evaluate", "run", "photos", "--robustness-count", "5"],
      ["predict", "run", "photos", "--tta", "2", "--explain", "gradcam", "--output", "why"],
    ] {
      #expect(try Command.run(arguments, in: photos).status == 64, "\(arguments)")
    }
  }

  @Test func baselinesThatLearnFromTheTrainingPicturesAreThoseOfTheRun() throws {
    let photos = try Photos()
    let trained = try Command.run(
      [
        "train", "photos", "--freeze", "stages:1", "--epochs", "1", "--val-split", "0",
        "--test-split", "0.25", "--image-size", "96", "--output", "run", "--json",
      ], in: photos)
    let expected = try #require(try trained.json()["baselines"] as? [[String: Any]])
    let test = Set(try photos.table("run/predictions.csv").dropFirst().map { $0[0] })
    func write(_ name: String, where isListed: (String) -> Bool) throws {
      let paths = try Photos.classes.flatMap { folder in
        try photos.contents("photos/" + folder).map { "\(folder)/\($0)" }
      }.filter(isListed)
      try photos.write(
        "path,label\n" + paths.map { "photos/\($0),\($0.prefix { $0 != "/" })\n" }.joined(),
        to: name)
    }
    try write("train.csv") { !test.contains($0) }
    try write("test.csv") { test.contains($0) }
    let outcome = try Command.run(
      [
        "evaluate", "run", "test.csv", "--baselines", "train.csv", "--json", "--output", "judged",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let result = try outcome.json()
    let baselines = try #require(result["baselines"] as? [[String: Any]])
    #expect(
      baselines.map { $0["accuracy"] as? Double } == expected.map { $0["accuracy"] as? Double })
    #expect(baselines.map { $0["name"] as? String } == expected.map { $0["name"] as? String })
    let training = try #require(result["baselineTraining"] as? [String: Any])
    #expect(Set(training.keys) == ["data", "images", "isKnown", "skipped", "copies"])
    #expect(training["data"] as? String == "train.csv" && training["isKnown"] as? Bool == false)
    #expect(training["images"] as? Int == 36 && training["copies"] as? Int == 0)
    #expect(!outcome.messages.contains("also among"))
    let kept = try #require(
      JSONSerialization.jsonObject(with: photos.data("judged/metrics.json")) as? [String: Any])
    #expect(kept["baselines"] as? NSArray == result["baselines"] as? NSArray)
    let page = String(decoding: try photos.data("judged/report.html"), as: UTF8.self)
    #expect(page.contains("Fitted to the 36 pictures of train.csv"))
    #expect(page.contains("<th scope=\"row\">logistic regression</th>"))
    #expect(page.contains("graft evaluate run test.csv --baselines train.csv</code>"))
    let told = try Command.run(
      ["evaluate", "run", "test.csv", "--baselines", "photos"], in: photos)
    #expect(told.results.contains("logistic regression "))
    #expect(told.messages.contains("12 of the 12 judged pictures are also among those of photos"))
    // The run says itself what it was trained on: all but what it held out.
    let own = try Command.run(
      ["evaluate", "run", "test.csv", "--json", "--output", "own"], in: photos)
    #expect(own.status == 0, "\(own.messages)")
    #expect(try own.json()["baselines"] as? NSArray == result["baselines"] as? NSArray)
    let known = try #require(try own.json()["baselineTraining"] as? [String: Any])
    #expect(known["data"] as? String == "photos" && known["isKnown"] as? Bool == true)
    #expect(known["images"] as? Int == 36 && known["copies"] as? Int == 0)
    let whole = String(decoding: try photos.data("own/report.html"), as: UTF8.self)
    #expect(whole.contains("They are those that the model’s run trained on."))
    #expect(whole.contains("graft evaluate run test.csv</code>"))
    let none = try Command.run(
      ["evaluate", "run", "test.csv", "--no-baselines", "--json", "--output", "none"], in: photos)
    #expect(try none.json()["baselines"] is NSNull)
    let bare = String(decoding: try photos.data("none/report.html"), as: UTF8.self)
    #expect(bare.contains("graft evaluate run test.csv --no-baselines</code>"))
    let both = try Command.run(
      ["evaluate", "run", "test.csv", "--no-baselines", "--baselines", "photos"], in: photos)
    #expect(both.status == 64)
  }

  @Test func predictionsAreThoseOfTheRun() throws {
    let photos = try Photos()
    let rows = try trained(photos)
    let outcome = try Command.run(
      ["predict", "run", "--top", "6", "--json"] + rows.map { "photos/" + $0[0] }, in: photos)
    #expect(outcome.status == 0)
    let predictions = try #require(try outcome.json()["predictions"] as? [[String: Any]])
    #expect(predictions.count == rows.count)
    for (prediction, row) in zip(predictions, rows) {
      #expect(prediction["path"] as? String == "photos/" + row[0])
      #expect(prediction["label"] as? String == row[2])
      let top = try #require(prediction["top"] as? [[String: Any]])
      #expect(top.count == 6)
      #expect(top[0]["label"] as? String == row[2])
      #expect(top[0]["probability"] as? Double == prediction["probability"] as? Double)
      for (name, expected) in zip(Photos.classes, row[3...]) {
        let entry = try #require(top.first { $0["label"] as? String == name })
        let probability = try #require(entry["probability"] as? Double)
        #expect(abs(probability - (Double(expected) ?? .nan)) < 1e-5)
      }
    }
  }

  @Test func predictionsDoNotDependOnThreadsOrNeighbours() throws {
    let photos = try Photos(picturesPerClass: 4)
    _ = try trained(photos)
    func csv(_ arguments: [String]) throws -> [Substring] {
      let outcome = try Command.run(["predict", "run", "--csv", "--quiet"] + arguments, in: photos)
      #expect(outcome.status == 0)
      #expect(outcome.messages == "")
      return outcome.results.split(separator: "\n")
    }
    let all = try csv(["photos", "--threads", "1"])
    #expect(all.count == 25)
    #expect(try csv(["photos", "--threads", "3"]) == all)
    let alone = try csv(["photos/food/2.png"])
    #expect(alone.count == 2)
    #expect(all.contains(alone[1]))
  }

  @Test func answersAreExplainedInPictures() throws {
    let photos = try Photos(picturesPerClass: 4)
    _ = try trained(photos)
    let outcome = try Command.run(
      [
        "predict", "run", "photos/food", "photos/face/0.png", "--explain", "gradcam", "--class",
        "food", "--output", "why", "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let predictions = try #require(try outcome.json()["predictions"] as? [[String: Any]])
    #expect(
      predictions.compactMap { $0["explanation"] as? String }
        == ["why/0.png", "why/1.png", "why/2.png", "why/3.png", "why/0-2.png"])
    let table = try photos.table("why/explanations.csv")
    #expect(table.count == 6)
    #expect(table.dropFirst().allSatisfy { $0[2] == "food" && $0[4] == "gradcam" })
    for row in table.dropFirst() {
      #expect(try photos.data("why/" + row[1]).prefix(4) == Data([0x89, 0x50, 0x4E, 0x47]))
    }
    let plain = try Command.run(["predict", "run", "photos/food", "--json"], in: photos)
    let first = try #require((try plain.json()["predictions"] as? [[String: Any]])?.first)
    #expect(Set(first.keys) == ["path", "label", "probability", "answer", "top"])
    func expect(_ status: Int32, _ parts: [String], _ arguments: [String]) throws {
      let outcome = try Command.run(["predict", "run", "photos/food"] + arguments, in: photos)
      #expect(outcome.status == status, "\(outcome.messages)")
      #expect(outcome.results == "")
      for part in parts { #expect(outcome.messages.contains(part), "\(outcome.messages)") }
    }
    let explain = ["--explain", "gradcam", "--output"]
    try expect(64, ["--explain gradcam", "--output"], ["--explain", "gradcam"])
    try expect(64, ["--output", "--explain"], ["--output", "other"])
    try expect(64, ["--class", "--explain"], ["--class", "food"])
    try expect(64, ["gradcam", "occlusion"], ["--explain", "lime", "--output", "other"])
    try expect(64, ["--class", "did you mean food?"], explain + ["other", "--class", "fod"])
    try expect(64, ["did you mean features.3?"], explain + ["other", "--explain-at", "feature.3"])
    try expect(
      64, ["--explain-at"],
      ["--explain", "occlusion", "--explain-at", "features.3", "--output", "other"])
    try expect(73, ["why", "not empty"], explain + ["why"])
    #expect(!photos.exists("other"))
  }

  @Test func embeddedFeaturesAreWrittenForNumPy() throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(
      ["embed", "efficientnet_lite0", "photos", "--output", "features.npy", "--json"], in: photos)
    #expect(outcome.status == 0)
    let result = try outcome.json()
    #expect(result["images"] as? Int == 12)
    #expect(result["features"] as? Int == 1280)
    let file = try photos.data("features.npy")
    #expect(file.prefix(6) == Data([0x93]) + Data("NUMPY".utf8))
    let header = Int(file[8]) | Int(file[9]) << 8
    #expect(file.count == 10 + header + 12 * 1280 * 4)
    let values = file.dropFirst(10 + header).withUnsafeBytes { bytes in
      (0..<12 * 1280).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
    // After ReLU6 and averaging.
    #expect(values.allSatisfy { (0...6).contains($0) })
    #expect(Set(values).count > 1000)
    let table = try photos.table("features.csv")
    #expect(table[0] == ["path", "label"])
    #expect(table.dropFirst().allSatisfy { $0[0].hasPrefix($0[1] + "/") } && table.count == 13)
  }

  @Test func aModelThatIsNoneIsSaidToBeNone() throws {
    let photos = try Photos(picturesPerClass: 4)
    _ = try trained(photos)
    func expect(_ status: Int32, _ parts: [String], _ arguments: [String]) throws {
      let outcome = try Command.run(arguments, in: photos)
      #expect(outcome.status == status, "\(outcome.messages)")
      #expect(outcome.results == "")
      for part in parts { #expect(outcome.messages.contains(part), "\(outcome.messages)") }
      #expect(!outcome.messages.contains("CodingKeys"))
    }
    try expect(65, ["photos", "no model.json"], ["predict", "photos", "photos"])
    try expect(64, ["nowhere"], ["predict", "nowhere", "photos"])
    try expect(66, ["./nowhere"], ["evaluate", "./nowhere", "photos"])
    try expect(66, ["nowhere.jpg"], ["predict", "run", "nowhere.jpg"])
    try expect(64, ["--top"], ["predict", "run", "photos", "--top", "0"])
    try expect(64, [".npy"], ["embed", "run", "photos", "--output", "features.txt"])
    try expect(
      64, ["--at", "features.99", "features.0"],
      ["embed", "run", "photos", "--at", "features.99", "--output", "features.npy"])
    try expect(
      73, ["/proc/features.npy"], ["embed", "run", "photos", "--output", "/proc/features.npy"])
    let weights = try photos.data("run/model.safetensors")
    try photos.write(weights.prefix(weights.count / 2), to: "run/model.safetensors")
    try expect(65, ["run/model.safetensors", "expected"], ["predict", "run", "photos"])
    try photos.write("{}", to: "run/model.json")
    try expect(65, ["run/model.json", "format: missing"], ["predict", "run", "photos"])
  }
}
