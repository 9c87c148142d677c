import Glibc
import Testing

@testable import Training

@Suite struct FeatureSelectionTests {
  @Test(arguments: try ClassicalFixture.load())
  func varianceChoosesWhatScikitLearnChooses(_ fixture: ClassicalFixture.Case) throws {
    let table = try fixture.table(weighted: true)
    for (threshold, expected) in [
      (fixture.varianceThreshold, fixture.columnsAboveThreshold), (0, fixture.columnsThatVary),
    ] {
      let selection = try FeatureSelection(
        .varianceAbove(threshold), of: table, training: fixture.training,
        classCount: fixture.classes)
      #expect(selection.columns == expected)
      #expect(selection.columns.count < fixture.featureCount)
    }
  }

  @Test(arguments: try ClassicalFixture.load())
  func informationIsThatOfScikitLearn(_ fixture: ClassicalFixture.Case) throws {
    let information = MutualInformation(labels: fixture.training.map { fixture.labels[$0] })
    for (column, expected) in fixture.information.enumerated() {
      let values = fixture.training.map {
        Double(fixture.features[$0 * fixture.featureCount + column])
      }
      #expect(abs(information.score(of: values) - expected) < 1e-12)
    }
  }

  @Test(arguments: try ClassicalFixture.load())
  func theMostInformativeAreChosen(_ fixture: ClassicalFixture.Case) throws {
    let table = try fixture.table(weighted: true)
    let ranking = fixture.information.indices.sorted {
      fixture.information[$0] > fixture.information[$1]
    }
    for count in [1, 3, 5] {
      let selection = try FeatureSelection(
        .mostInformative(count), of: table, training: fixture.training,
        classCount: fixture.classes)
      #expect(selection.columns == ranking[..<count].sorted())
    }
    #expect(
      try FeatureSelection(
        .mostInformative(9999), of: table, training: fixture.training, classCount: fixture.classes
      ).columns == Array(0..<fixture.featureCount))
  }

  @Test(arguments: try ClassicalFixture.load())
  func aSparseRegressionChoosesWhatScikitLearnChooses(_ fixture: ClassicalFixture.Case) throws {
    let table = try fixture.table(weighted: true)
    for expected in fixture.sparse {
      let selection = try FeatureSelection(
        .sparse(inversePenalty: expected.inversePenalty), of: table, training: fixture.training,
        classCount: fixture.classes)
      #expect(selection.isConverged)
      #expect(selection.columns == expected.columns)
    }
  }

  @Test func aSearchThatIsCutShortSaysSo() throws {
    let values = [[1.0, 2], [3, 1], [2, 2]]
    // 2‖x − v‖², whose penalized minimum is known: v, its first part nearer to 0 by a quarter of 1.5.
    for target in values {
      var solver = ProximalGradient(penalty: 1.5, penalizedCount: 1)
      let objective = { (point: [Double]) -> (value: Double, gradient: [Double]) in
        let away = zip(point, target).map { $0 - $1 }
        return (2 * away.reduce(0) { $0 + $1 * $1 }, away.map { 4 * $0 })
      }
      let found = solver.minimum(from: [0, 0], of: objective)
      #expect(found.isConverged)
      #expect(abs(found.point[0] - (target[0] - 1.5 / 4)) < 1e-3)
      #expect(abs(found.point[1] - target[1]) < 1e-3)
      solver.iterationLimit = 0
      #expect(!solver.minimum(from: [0, 0], of: objective).isConverged)
    }
  }

  @Test func informationHasItsTextbookValues() {
    let labels = (0..<40).map { $0 % 2 }
    let information = MutualInformation(labels: labels)
    #expect(abs(information.score(of: labels.map { Double($0) }) - log(2)) < 1e-12)
    #expect(information.score(of: labels.map { _ in 7 }) == 0)
    #expect(information.score(of: labels.indices.map { Double($0 / 2) }) < 1e-12)
  }

  @Test func equallyInformativeFeaturesComeInTheirOrder() throws {
    let table = try ToyProblem.table(
      rows: [[0, 1, 5, 1], [0, 2, 5, 2], [0, 1, 5, 1], [0, 2, 5, 2]], labels: [0, 1, 0, 1])
    let selection = try FeatureSelection(
      .mostInformative(3), of: table, training: [0, 1, 2, 3], classCount: 2)
    #expect(selection.columns == [0, 1, 3])
  }

  @Test func withoutARuleAllAreChosen() throws {
    let table = try ToyProblem.table(rows: [[0, 1, 5]], labels: [0])
    let selection = try FeatureSelection(nil, of: table, training: [0], classCount: 1)
    #expect(selection.columns == [0, 1, 2])
    #expect(selection.featureCount == 3)
  }
}
