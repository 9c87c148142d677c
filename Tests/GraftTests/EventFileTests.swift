import Foundation
import Testing

/// What a training leaves for TensorBoard, read by TensorBoard's own reader.
@Suite(
  .enabled(if: TensorBoard.isHere, "needs Tests/fetch-tensorboard.sh, which make test runs"))
struct EventFileTests {
  @Test func tensorBoardReadsEveryValue() throws {
    let photos = try Photos(picturesPerClass: 4)
    let outcome = try Command.run(
      [
        "train", "photos", "--epochs", "2", "--hidden", "8", "--head-norm", "--augment", "flip",
        "--histograms", "--output", "run",
      ], in: photos)
    #expect(outcome.status == 0, "\(outcome.messages)")
    let found = try TensorBoard.read("run", in: photos)

    let table = try photos.table("run/results.csv")
    let scalars = try #require(found["scalars"] as? [String: [[Double]]])
    let columns = [
      "loss/train": "trainingLoss", "accuracy/train": "trainingAccuracy",
      "loss/validation": "validationLoss", "accuracy/validation": "validationAccuracy",
      "learning_rate": "learningRate",
    ]
    #expect(Set(scalars.keys) == Set(columns.keys))
    for (tag, name) in columns {
      let column = try #require(table[0].firstIndex(of: name))
      let expected = table.dropFirst().map { row in
        [Float(row[0]), Double(row[column]).map { Float($0) }]
      }
      // Event files hold single precision.
      #expect(scalars[tag]?.map { $0.map { Float($0) } } == expected, "\(tag)")
    }

    let images = try #require(found["images"] as? [String: [[Any]]])
    #expect(images.count == 8)
    for (tag, entries) in images {
      let name = try #require(tag.wholeMatch(of: #/training_views/(.+)/#)?.1)
      #expect(photos.exists("photos/\(name)"))
      let entry = try #require(entries.first)
      #expect(entries.count == 1 && entry[0] as? Int == 0)
      #expect(entry[1] as? Int == 224 && entry[2] as? Int == 224)
      let text = try #require(entry[3] as? String)
      let png = try #require(Data(base64Encoded: text))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }

    let histograms = try #require(found["histograms"] as? [String: [[Any]]])
    // Trained ones: the running statistics of the norm are none.
    #expect(
      Set(histograms.keys)
        == Set(
          ["hidden1.weight", "norm1.weight", "norm1.bias", "output.weight", "output.bias"].map {
            "parameters/head." + $0
          }))
    for (tag, entries) in histograms {
      #expect(entries.compactMap { $0[0] as? Int } == [1, 2], "\(tag)")
      for entry in entries {
        #expect(
          (entry[7] as? [Double])?.reduce(0, +) == entry[3] as? Double, "\(tag): all are counted")
      }
    }
    #expect((histograms["parameters/head.output.weight"]?.first?[3] as? Double) == 48)

    let plugins = try #require(found["plugins"] as? [String: String])
    #expect(Set(plugins.values) == ["scalars", "images", "histograms"])
    #expect(plugins.count == scalars.count + images.count + histograms.count)
  }

  @Test func withoutTheFlagThereAreNoHistogramsAndWithoutValidationNoValidation() throws {
    let photos = try Photos(picturesPerClass: 2)
    let outcome = try Command.run(
      ["train", "photos", "--epochs", "1", "--val-split", "0", "--output", "run"], in: photos)
    #expect(outcome.status == 0)
    let found = try TensorBoard.read("run", in: photos)
    #expect(found["histograms"]?.isEmpty == true)
    #expect(
      Set(found["scalars", default: [:]].keys) == ["loss/train", "accuracy/train", "learning_rate"])
  }
}
