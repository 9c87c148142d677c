import Foundation
import Testing
import Training

@testable import Workbench

@Suite struct SelectedFeaturesTests {
  @Test func aMethodHasANumberOrItsDefault() {
    let rules = [
      "variance", "variance:0.5", "mutual-information", "mutual-information:7", "l1", "l1:0.2",
    ].map { SelectedFeatures($0)?.rule }
    #expect(
      rules == [
        .varianceAbove(0), .varianceAbove(0.5), .mostInformative(100), .mostInformative(7),
        .sparse(inversePenalty: 0.03), .sparse(inversePenalty: 0.2),
      ])
  }

  @Test(arguments: [
    "", "chi2", "l1:", "l1:0", "l1:-1", "l1:nan", "variance:-1", "variance:inf",
    "mutual-information:0", "mutual-information:1.5", "l1:1:2",
  ])
  func whatIsNoneIsRefused(_ text: String) {
    #expect(SelectedFeatures(text) == nil)
  }

  @Test func aConfigurationKeepsItAsItIsTyped() throws {
    let choice = try #require(SelectedFeatures("l1"))
    let text = try JSONFile.line(["choice": choice])
    #expect(text == "{\"choice\":\"l1:0.03\"}")
    let read = try JSONDecoder().decode([String: SelectedFeatures].self, from: Data(text.utf8))
    #expect(read["choice"] == choice)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        [String: SelectedFeatures].self, from: Data("{\"choice\":\"no\"}".utf8))
    }
  }
}
