import Datasets
import Foundation
import Testing
import Workers

@testable import Workbench

/// Which pictures a report shows.
@Suite struct ReportPictureTests {
  /// Each of 5,000 pictures judged twice, most of them rightly.
  private let pictures = (0..<5000).map { number in
    let truth = number % 20
    let predicted = number % 7 == 0 ? (truth + 1 + number % 5) % 20 : truth
    let confidence = 0.3 + Double(number * 37 % 700) / 1000
    let judgment = JudgedPicture.Judgment(predicted: predicted, confidence: confidence)
    return JudgedPicture(
      path: "\(number).png", truth: truth,
      judgments: [
        judgment, .init(predicted: number % 11 == 0 ? 3 : predicted, confidence: confidence),
      ], predicted: predicted, confidence: confidence,
      margin: Double(number * 53 % 1000) / 1000)
  }

  @Test func theirNumberIsBoundedAndEveryCellHasItsShare() {
    let choice = ReportPictureChoice(of: pictures)
    #expect(choice.pictures.count == ReportPictures.mostPictures)
    #expect(Set(choice.pictures).count == choice.pictures.count)
    #expect(choice.areCut)
    #expect(choice.cells.reduce(0) { $0 + $1.count } == 10_000)
    #expect(choice.cells.allSatisfy { $0.shown.count <= ReportPictures.cellLength })
    #expect(choice.cells.allSatisfy { !$0.shown.isEmpty })
    for cell in choice.cells {
      for place in cell.shown {
        let picture = pictures[choice.pictures[place]]
        #expect(picture.truth == cell.truth)
        #expect(picture.judgments.contains { $0.predicted == cell.predicted })
      }
    }
    // Mistakes stand before what was right, the most frequent first.
    let wrong = choice.cells.prefix { $0.truth != $0.predicted }
    #expect(wrong.map(\.count) == wrong.map(\.count).sorted(by: >))
    #expect(choice.cells.dropFirst(wrong.count).allSatisfy { $0.truth == $0.predicted })
  }

  @Test func theListsAreTheSurestMistakesAndTheLeastCertain() {
    let choice = ReportPictureChoice(of: pictures)
    let mistakes = choice.mistakes.map { pictures[choice.pictures[$0]] }
    #expect(mistakes.count == ReportPictures.listLength)
    #expect(mistakes.allSatisfy { !$0.isRight })
    #expect(mistakes.map(\.confidence) == mistakes.map(\.confidence).sorted(by: >))
    #expect(mistakes.first?.confidence == pictures.filter { !$0.isRight }.map(\.confidence).max())
    let uncertain = choice.uncertain.map { pictures[choice.pictures[$0]].margin }
    #expect(uncertain == Array(pictures.map(\.margin).sorted().prefix(ReportPictures.listLength)))
  }

  @Test func aFewPicturesAreAllShown() {
    let choice = ReportPictureChoice(of: Array(pictures.prefix(30)))
    #expect(choice.pictures.count == 30)
    #expect(!choice.areCut)
  }

  @Test func aPictureThatHasGoneHasNoThumbnailAndBytesAreBounded() throws {
    let data = try DemoModel.data
    let names = try FileManager.default.contentsOfDirectory(atPath: data + "/food").sorted()
    let there = names.map { Item(path: "\(data)/food/\($0)", relativePath: "food/\($0)", label: 0) }
    let gone = Item(path: data + "/food/gone.png", relativePath: "food/gone.png", label: 0)
    func thumbnails(byteLimit: Int) throws -> Thumbnails {
      try Thumbnails(
        of: [gone] + there, side: 32, byteLimit: byteLimit, workers: Workers(count: 1),
        reporter: SilentReporter(), cancellation: nil)
    }
    let all = try thumbnails(byteLimit: .max)
    #expect(all.source(of: "food/gone.png") == nil)
    #expect(there.allSatisfy { all.source(of: $0.relativePath) != nil })
    #expect(!all.areCut)
    let first = try #require(all.source(of: there[0].relativePath))
    let cut = try thumbnails(byteLimit: first.utf8.count)
    #expect(cut.source(of: there[0].relativePath) == first)
    #expect(cut.source(of: there[1].relativePath) == nil)
    #expect(cut.areCut)
  }
}
