import Datasets
import Tensors
import Testing
import Training

@testable import Workbench

/// What a report says of pictures by their features.
@Suite struct FeatureFindingsTests {
  private struct Fixture {
    let dataset: Dataset
    let judged: JudgedPictures
    let features: FrozenFeatures
    var paths: [String] { dataset.items.map(\.relativePath) }
  }

  /// Three animals and three dishes; the third animal looks like a dish, and was taken for one.
  private func fixture(_ scratch: Scratch) throws -> Fixture {
    let dataset = try DatasetScan(of: DemoModel.data).dataset
    let rows: [[Float]] = [
      [1, 0.1, 0], [1, 0.2, 0], [0.1, 1, 0], [0, 1, 0.1], [0.1, 1, 0.3], [0, 1, 0.6],
    ]
    let table = FeatureTable(
      features: try Tensor(rows.flatMap { $0 }, shape: [6, 3]),
      labels: dataset.items.map(\.label), weights: [Float](repeating: 1, count: 6),
      identifiers: dataset.items.map(\.identifier))
    let lines = dataset.items.enumerated().map { index, item in
      let animal = index < 2 ? 0.9 : index == 2 ? 0.1 : 0.2
      return "\(item.relativePath),\(dataset.classes[item.label]),,\(animal),\(1 - animal)\n"
    }
    try scratch.write(
      "path,label,predicted,p:animal,p:food\n" + lines.joined(), to: "predictions.csv")
    return Fixture(
      dataset: dataset,
      judged: try JudgedPictures(
        reading: scratch.file("predictions.csv"), classes: dataset.classes),
      features: FrozenFeatures(table))
  }

  @Test func aMistakeStandsBesideTheTrainingPicturesThatItsFoldHad() throws {
    let fixture = try fixture(Scratch())
    let splits = [
      JudgedSplit(training: [0, 1, 5], judged: [2, 3, 4]),
      JudgedSplit(training: [2, 3, 4], judged: [0, 1, 5]),
    ]
    let found = try #require(
      try FeatureFindings(
        of: fixture.judged,
        ReportFeatures(
          features: fixture.features, origin: .frozen, items: fixture.dataset.items, splits: splits),
        classCount: 2, cancellation: nil))
    #expect(found.nearestAreMistakes)
    #expect(found.nearest.map(\.path) == [fixture.paths[2]])
    let nearest = found.nearest[0]
    #expect(nearest.truth == 0 && nearest.predicted == 1)
    #expect(nearest.alike.map(\.path) == [5, 1, 0].map { fixture.paths[$0] })
    #expect(nearest.alike.map(\.truth) == [1, 0, 0])
    #expect(nearest.alike[0].similarity > 0.8)
    #expect(found.prototypes.map(\.label) == [0, 1])
    // The one that looks like a dish is the last of the animals.
    #expect(found.prototypes[0].typical.last?.path == fixture.paths[2])
    #expect(found.map.points.map(\.path) == fixture.paths)
    #expect(try #require(found.map.explained)[0] > 0.7)
  }

  @Test func picturesWithoutFeaturesOfTheirOwnRowAreFoundByTheirPlace() throws {
    let fixture = try fixture(Scratch())
    // The same rows for a table that leaves out the first picture.
    let table = fixture.features.table
    let shorter = FeatureTable(
      features: try Tensor(Array(table.features.floats.dropFirst(3)), shape: [5, 3]),
      labels: Array(table.labels.dropFirst()), weights: Array(table.weights.dropFirst()),
      identifiers: Array(table.identifiers.dropFirst()))
    let features = FrozenFeatures(shorter, of: [1, 2, 3, 4, 5])
    #expect(features.rows(of: [2, 5]) == [1, 4])
    let baselines = Baselines(
      features: features, classCount: 2, selection: nil, held: HeldBaselines(),
      workers: .init(count: 2),
      reporter: SilentReporter())
    let found = try baselines.compared(
      Baselines.Fold(training: [1, 3, 4], test: [2, 5]), recipe: [true, true])
    // Both look like dishes, which one of them is.
    #expect(found.map(\.accuracy) == [0.5, 0.5, 0.5])
    #expect(found.map(\.difference) == [0.5, 0.5, 0.5])
  }

  @Test func aLabelThatEverybodyDoubtsIsSuspected() throws {
    let scratch = try Scratch()
    let lines = (0..<40).map { number in
      let isAnimal = number % 2 == 0
      // One picture is called an animal and is surely none.
      let animal = number == 6 ? 0.02 : isAnimal ? 0.95 : 0.05
      return "\(number).png,\(isAnimal ? "animal" : "food"),,\(animal),\(1 - animal)\n"
    }
    try scratch.write(
      "path,label,predicted,p:animal,p:food\n" + lines.joined(), to: "predictions.csv")
    let found = try LabelSuspects(
      of: JudgedPictures(
        reading: scratch.file("predictions.csv"), classes: ["animal", "food"]))
    #expect(found.suspects.map(\.path) == ["6.png"])
    #expect(found.suspects[0].truth == 0 && found.suspects[0].suggestion == 1)
    #expect(abs(found.suspects[0].margin - 0.96) < 1e-6)
    #expect(found.count == 1 && abs(found.noise - 1 / 40.0) < 1e-9)
  }

  @Test func aMapOfManyPicturesShowsSomeOfThemByChance() throws {
    let count = 5000
    let known = (0..<count).map { number in
      (
        picture: JudgedPicture(
          path: "\(number)", truth: 0, judgments: [],
          predicted: number % 10 == 0 ? 1 : 0, confidence: 1, margin: 1), item: number
      )
    }
    var random = RandomStream(seed: 1, purpose: .test)
    let table = FeatureTable(
      features: try Tensor((0..<count * 3).map { _ in random.nextNormal() }, shape: [count, 3]),
      labels: [Int](repeating: 0, count: count), weights: [Float](repeating: 1, count: count),
      identifiers: (0..<count).map { UInt64($0) })
    let map = try FeatureMap(of: known, FrozenFeatures(table), cancellation: nil)
    #expect(map.points.count == FeatureMap.mostPoints && map.pictureCount == count)
    let wrong = map.points.count { $0.predicted == 1 }
    // Five standard deviations of what chance gives.
    #expect(abs(wrong - 200) <= 55)
    let places = map.points.compactMap { Int($0.path) }
    #expect(places == places.sorted() && Set(places).count == FeatureMap.mostPoints)
  }
}
