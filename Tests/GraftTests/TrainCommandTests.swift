import Foundation
import Testing

@Suite struct TrainCommandTests {
  /// What the command line's description promises, and what is told beyond it.
  static let keys: Set<String> = [
    "command", "run", "model", "backbone", "freeze", "classes", "seed", "epochs", "best", "metrics",
    "seconds", "images", "imagesPerSecond", "peakMemoryBytes",
  ]
  static let furtherKeys: Set<String> = [
    "metricsOn", "interval", "skipped", "baselines", "details", "macroPrecision", "macroRecall",
    "undefined", "top5Accuracy", "perClass", "confusion", "bootstrap",
  ]

  @Test func aRunLeavesItsFilesAndOneLineOfJSON() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      ["train", "photos", "--epochs", "3", "--seed", "5", "--output", "run", "--json"], in: photos)
    #expect(outcome.status == 0)
    #expect(outcome.messages.contains("epoch 3/3"))
    let result = try outcome.json()
    #expect(Set(result.keys) == Self.keys.union(Self.furtherKeys))
    #expect(result["command"] as? String == "train")
    #expect(result["run"] as? String == "run")
    #expect(result["model"] as? String == "run")
    #expect(result["backbone"] as? String == "efficientnet_lite0")
    #expect(result["freeze"] as? String == "all")
    #expect(result["classes"] as? [String] == Photos.classes)
    #expect(result["seed"] as? Int == 5)
    #expect(result["epochs"] as? Int == 3)
    #expect(result["images"] as? Int == 48)
    #expect(result["skipped"] as? Int == 0)
    #expect(result["metricsOn"] as? String == "validation (used for selection)")
    #expect(result["interval"] is NSNull)
    let best = try #require(result["best"] as? [String: Any])
    #expect(Set(best.keys) == ["epoch", "accuracy", "loss"])
    let metrics = try #require(result["metrics"] as? [String: Double])
    #expect(Set(metrics.keys) == ["accuracy", "balancedAccuracy", "macroF1", "logLoss"])
    #expect(best["accuracy"] as? Double == metrics["accuracy"])
    let seconds = try #require(result["seconds"] as? [String: Double])
    #expect(Set(seconds.keys) == ["total", "decode", "backbone", "training"])
    #expect(try #require(result["imagesPerSecond"] as? Double) > 0)
    #expect(try #require(result["peakMemoryBytes"] as? Int) > 1_000_000)

    let files = try photos.contents("run")
    #expect(files.count { $0.hasPrefix("events.out.tfevents.") } == 1)
    #expect(
      files.filter { !$0.hasPrefix("events.") } == [
        "checkpoints", "config.json", "figures", "labels.txt", "metrics.json", "model.json",
        "model.safetensors", "origin.json", "predictions.csv", "process.json", "report.html",
        "results.csv",
      ])
    #expect(try photos.contents("run/checkpoints") == ["best.safetensors", "last.safetensors"])
    #expect(
      String(decoding: try photos.data("run/labels.txt"), as: UTF8.self)
        == Photos.classes.map { $0 + "\n" }.joined())
    let kept = try JSONSerialization.jsonObject(with: photos.data("run/metrics.json"))
    #expect(kept as? NSDictionary == result as NSDictionary)
    let epochs = try photos.table("run/results.csv")
    #expect(epochs.dropFirst().map { $0[0] } == ["1", "2", "3"])
    // A fifth of 48 pictures, class by class, and each with its own class.
    let predictions = try photos.table("run/predictions.csv").dropFirst()
    #expect((6...12).contains(predictions.count))
    #expect(predictions.allSatisfy { $0[0].hasPrefix($0[1] + "/") })
    let right = predictions.count { $0[1] == $0[2] }
    #expect(metrics["accuracy"] == Double(right) / Double(predictions.count))
  }

  @Test func baselinesAreJudgedUnlessTheyAreUnwanted() throws {
    let photos = try Photos(picturesPerClass: 4)
    for (flags, isJudged) in [
      ([], true), (["--no-baselines"], false), (["--freeze", "stages:1"], true),
      (["--freeze", "stages:1", "--no-baselines"], false),
    ] {
      let outcome = try Command.run(
        ["train", "photos", "--epochs", "1", "--val-split", "0.25", "--json"] + flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let result = try outcome.json()
      #expect((result["baselines"] is NSNull) != isJudged)
      let page = String(
        decoding: try photos.data(#require(result["run"] as? String) + "/report.html"),
        as: UTF8.self)
      #expect(page.contains("Not judged here. Without --no-baselines") != isJudged)
      // Features that no training has any use for are told of.
      #expect(
        outcome.messages.contains("as it was before training, for the baselines")
          == (isJudged && !flags.isEmpty))
    }
  }

  @Test func baselinesAreJudgedOnThePicturesOfTheModel() throws {
    let photos = try Photos()
    // Features that change are not those of the baselines.
    for (output, flags) in [
      ("head", ["--lr", "1e-9"]), ("stage", ["--freeze", "stages:1", "--lr", "1e-9"]),
    ] {
      let outcome = try Command.run(
        [
          "train", "photos", "--epochs", "1", "--test-split", "0.25", "--baselines",
          "--select-features", "mutual-information:40", "--output", output, "--json",
        ] + flags, in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
      let result = try outcome.json()
      let baselines = try #require(result["baselines"] as? [[String: Any]])
      #expect(
        baselines.map { $0["name"] as? String } == [
          "majorityClass", "nearestNeighbours", "logisticRegression",
        ])
      let accuracies = baselines.compactMap { $0["accuracy"] as? Double }
      // Six classes, two pictures of each held out.
      #expect(abs(accuracies[0] - 1 / 6.0) < 1e-12)
      #expect(accuracies[1] > 0.4 && accuracies[2] > 0.4)
      #expect(baselines[2]["selectedFeatures"] as? Double == 40)
      #expect(baselines[1]["selectedFeatures"] is NSNull)
      let metrics = try #require(result["metrics"] as? [String: Double])
      let difference = try #require(baselines[2]["difference"] as? Double)
      #expect(abs(try #require(metrics["accuracy"]) - accuracies[2] - difference) < 1e-12)
      let interval = try #require(baselines[2]["interval"] as? [Double])
      #expect(interval[0] <= difference && difference <= interval[1])
      let page = String(decoding: try photos.data(output + "/report.html"), as: UTF8.self)
      #expect(page.contains("Does it beat what is simpler?"))
      #expect(page.contains("logistic regression on 40 selected features</th>"))
      #expect(!page.contains("that flatters the model"))
      for place in ["<div data-neighbours>", "data-prototypes>", "data-chart=\"map\""] {
        #expect(page.contains(place), "\(place)")
      }
      let note = "nearest to it in the features of the backbone as it was before training,"
      #expect(page.contains(note) == (output == "stage"))
      #expect(page.contains("nearest to it in the frozen features,") == (output == "head"))
    }
    let without = try Command.run(
      [
        "train", "photos", "--epochs", "1", "--no-baselines", "--freeze", "stages:1", "--output",
        "without",
      ], in: photos)
    #expect(without.status == 0)
    let page = String(decoding: try photos.data("without/report.html"), as: UTF8.self)
    #expect(page.contains("<h2") && !page.contains("<div data-neighbours>"))
  }

  @Test func baselinesAndTheirFeaturesAreRefusedWhereTheyMeanNothing() throws {
    let photos = try Photos(picturesPerClass: 2)
    for (flags, words) in [
      (["--select-features", "l1"], "--baselines"),
      (["--baselines", "--select-features", "chi2"], "--select-features"),
      (["--baselines", "--select-features", "l1:0"], "--select-features"),
      (["--baselines", "--val-split", "0"], "--val-split or --test-split"),
    ] {
      let outcome = try Command.run(["train", "photos", "--output", "run"] + flags, in: photos)
      #expect(outcome.status == 64, "\(flags)")
      #expect(outcome.messages.contains(words), "\(outcome.messages)")
      #expect(!photos.exists("run"))
    }
  }

  @Test func whatADeploymentNeedsIsMeasuredWhereItIsAskedFor() throws {
    let photos = try Photos(picturesPerClass: 2)
    let plain = try Command.run(
      ["train", "photos", "--epochs", "1", "--val-split", "0", "--output", "run"], in: photos)
    #expect(plain.status == 0)
    let page = String(decoding: try photos.data("run/report.html"), as: UTF8.self)
    #expect(page.contains("What it takes to use it"))
    #expect(page.contains("Latency, throughput and memory were not measured"))
    for arguments in [
      ["evaluate", "run", "photos", "--deployment"],
      ["crossval", "photos", "--folds", "2", "--deployment"],
    ] {
      let refused = try Command.run(arguments, in: photos)
      #expect(refused.status == 64 && refused.messages.contains("--deployment"))
    }
    let outcome = try Command.run(
      [
        "evaluate", "run", "photos", "--no-baselines", "--deployment", "--output", "judged",
        "--json",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    #expect(outcome.messages.contains("one picture takes "))
    #expect(
      try photos.contents("judged") == [
        "config.json", "deployment.json", "figures", "metrics.json", "origin.json",
        "predictions.csv", "process.json", "report.html", "results.csv",
      ])
    let kept = try #require(
      JSONSerialization.jsonObject(with: photos.data("judged/deployment.json")) as? [String: Any])
    #expect(
      Set(kept.keys)
        == ["cost", "latency", "backboneLatency", "memory", "throughput", "baselines"])
    // Nobody wants them.
    #expect(kept["baselines"] is NSNull)
    let measured = String(decoding: try photos.data("judged/report.html"), as: UTF8.self)
    #expect(measured.contains("<th scope=\"row\">one picture to probabilities</th>"))
    #expect(!measured.contains("were not measured"))
    #expect(measured.contains("graft evaluate run photos --no-baselines --deployment</code>"))
    #expect(measured.contains("graft evaluate --baselines names them"))
    #expect(!measured.contains("logistic regression behind the backbone"))
  }

  @Test func whatBaselinesWouldTakeStandsBesideTheModel() throws {
    let photos = try Photos(picturesPerClass: 4)
    for arguments in [
      ["train", "photos", "--epochs", "1", "--output", "run", "--val-split", "0.25"],
      ["crossval", "photos", "--epochs", "1", "--output", "folds", "--folds", "2", "--refit"],
      ["evaluate", "run", "photos", "--baselines", "photos", "--output", "judged"],
    ] {
      let outcome = try Command.run(arguments + ["--deployment"], in: photos)
      #expect(outcome.status == 0, "\(outcome.messages)")
    }
    // Of 24 pictures the split took a quarter away from training alone.
    for (output, images) in [("run", 18), ("folds", 24), ("judged", 24)] {
      let kept = try #require(
        JSONSerialization.jsonObject(with: photos.data("\(output)/deployment.json"))
          as? [String: Any])
      let baselines = try #require(kept["baselines"] as? [[String: Any]])
      #expect(
        baselines.map { $0["name"] as? String } == ["logisticRegression", "nearestNeighbours"])
      for baseline in baselines {
        #expect(baseline["trainingImages"] as? Int == images)
        #expect(try #require(baseline["diskBytes"] as? Int) > 1_000_000)
        let latency = try #require(baseline["latency"] as? [String: Double])
        #expect(Set(latency.keys) == ["repetitions", "median", "percentile90", "percentile99"])
        #expect((baseline["throughput"] as? [Any])?.count == 3)
      }
      let page = String(decoding: try photos.data("\(output)/report.html"), as: UTF8.self)
      for name in ["logistic regression", "nearest neighbours"] {
        let figures = /(<td[^>]*>[0-9.]+ (ms|µs|s)<\/td>){3}/
        let row = page.firstRange(of: "<th scope=\"row\">\(name) behind the backbone</th>")
        let rest = try #require(row.map { page[$0.upperBound...].prefix(400) })
        #expect(rest.firstMatch(of: figures) != nil, "\(rest)")
        #expect(page.contains("<th scope=\"row\">\(name), with the backbone</th>"))
        #expect(page.ranges(of: "<th scope=\"row\">\(name)</th>").count >= 3)
      }
    }
  }

  @Test func withoutJSONPeopleAreToldTheSame() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      ["train", "photos", "--epochs", "2", "--test-split", "0.25", "--quiet", "--name", "first"],
      in: photos)
    #expect(outcome.status == 0)
    #expect(outcome.messages == "")
    #expect(outcome.results.contains("accuracy on test: "))
    #expect(outcome.results.contains("95 % interval"))
    #expect(outcome.results.contains("run and model: runs/first\n"))
    #expect(photos.exists("runs/first/model.safetensors"))
  }

  @Test func runsWithoutNamesAreNumbered() throws {
    let photos = try Photos(picturesPerClass: 2)
    for number in 1...2 {
      let outcome = try Command.run(
        ["train", "photos", "--epochs", "1", "--val-split", "0", "--json"], in: photos)
      #expect(outcome.status == 0)
      let result = try outcome.json()
      #expect(result["run"] as? String == "runs/train-\(number)")
      // Nothing was held out: the keys are there and say so.
      #expect(Set(result.keys) == Self.keys.union(Self.furtherKeys))
      #expect(result["metrics"] is NSNull)
      #expect(result["imagesPerSecond"] is NSNull == (number == 2))
    }
  }

  @Test func trainingLearns() throws {
    let photos = try Photos()
    let outcome = try Command.run(
      ["train", "photos", "--epochs", "30", "--lr", "0.01", "--json"], in: photos)
    let metrics = try #require(try outcome.json()["metrics"] as? [String: Double])
    // One in six is guessing.
    #expect(try #require(metrics["accuracy"]) >= 0.5)
  }

  @Test func everyEpochIsTold() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      ["train", "photos", "--epochs", "3", "--output", "run"], in: photos)
    #expect(outcome.status == 0)
    let lines = outcome.messages.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    #expect(lines.count == 3)
    let figures =
      #/epoch [123]/3: training loss \d+\.\d{3} accuracy \d+\.\d %, validation loss \d+\.\d{3} accuracy \d+\.\d %, learning rate 0\.0\d+, [\d.]+ s, [\d.]+ images/s/#
    #expect(lines.allSatisfy { $0.prefixMatch(of: figures) != nil }, "\(lines)")
    #expect(lines.map { $0.hasSuffix(" left") } == [true, true, false])
    let table = try photos.table("run/results.csv")
    #expect(
      table[0] == [
        "epoch", "trainingLoss", "trainingAccuracy", "validationLoss", "validationAccuracy",
        "learningRate", "validationBalancedAccuracy", "validationMacroF1", "seconds",
      ])
    let seconds = table.dropFirst().compactMap { $0.last.flatMap(Double.init) }
    #expect(seconds.count == 3 && seconds.allSatisfy { $0 >= 0 && $0 < 600 })
  }

  @Test func asManyCheckpointsAsAskedForAreKept() throws {
    let photos = try Photos(picturesPerClass: 2)
    let arguments = ["train", "photos", "--epochs", "4", "--val-split", "0", "--output"]
    let outcome = try Command.run(arguments + ["run", "--keep-checkpoints", "3"], in: photos)
    #expect(outcome.status == 0)
    #expect(
      try photos.contents("run/checkpoints") == [
        "best.safetensors", "epoch-2.safetensors", "epoch-3.safetensors", "last.safetensors",
      ])
    let refused = try Command.run(arguments + ["none", "--keep-checkpoints", "0"], in: photos)
    #expect(refused.status == 64)
    #expect(refused.messages.contains("--keep-checkpoints: expected 1 to 100000, found 0"))
  }
}
