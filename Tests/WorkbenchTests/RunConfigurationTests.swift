import Backbones
import Foundation
import Testing
import Training

@testable import Workbench

@Suite struct RunConfigurationTests {
  private func reread(
    _ configuration: RunConfiguration, changing change: (inout [String: Any]) -> Void = { _ in }
  ) throws -> RunConfiguration {
    var fields = try jsonFields(of: configuration)
    var backbone = try #require(fields["backbone"] as? [String: Any])
    change(&backbone)
    fields["backbone"] = backbone
    return try JSONDecoder().decode(
      RunConfiguration.self, from: JSONSerialization.data(withJSONObject: fields))
  }

  @Test func whatIsWrittenIsRead() throws {
    var configuration = RunConfiguration(command: .train, dataPath: "photos")
    configuration.backbone.freeze = try FreezingPolicy("match:conv1.*,bn?.*")
    configuration.backbone.batchNorm = .adapt
    configuration.backbone.headEpochs = 3
    configuration.backbone.learningRateFactor = 0.5
    configuration.backbone.weights = "file.pth"
    configuration.backbone.precision = .bfloat16
    configuration.backbone.imageSize = 96
    configuration.backbone.cropFraction = 0.75
    configuration.backbone.interpolation = .bicubic
    let again = try reread(configuration)
    #expect(try JSONFile.text(again) == JSONFile.text(configuration))
    #expect(try JSONFile.text(again).contains("\"freeze\" : \"match:conv1.*,bn?.*\""))
  }

  @Test func aFileFromBeforeTheFreezingPoliciesIsRead() throws {
    let configuration = RunConfiguration(command: .train, dataPath: "photos")
    let again = try reread(configuration) { backbone in
      #expect(backbone["freeze"] as? String == "all")
      #expect(backbone["batchNorm"] as? String == "frozen")
      #expect(backbone.removeValue(forKey: "headEpochs") != nil)
      #expect(backbone.removeValue(forKey: "learningRateFactor") != nil)
    }
    #expect(try JSONFile.text(again) == JSONFile.text(configuration))
  }

  @Test func aPolicyThatIsNoneIsRefusedWithItsPlace() throws {
    let error = #expect(throws: DecodingError.self) {
      try reread(RunConfiguration(command: .train, dataPath: "photos")) {
        $0["freeze"] = "nnoe"
      }
    }
    let sentence = try #require(error).plainSentence
    #expect(sentence.contains("backbone.freeze"))
    #expect(sentence.contains("did you mean none?"))
  }
}

@Suite struct UsualViewsTests {
  private func views(
    named: Bool = false, _ change: (inout RunConfiguration) throws -> Void
  ) rethrows -> Int? {
    var configuration = RunConfiguration(command: .train, dataPath: "photos")
    try change(&configuration)
    return configuration.usualViews(namesPolicy: named)
  }

  @Test func baselinesAreJudgedInAsManyFoldsAsAreQuickAndInTwoAtLeast() {
    for freeze in [FreezingPolicy.all, .nothing] {
      var configuration = RunConfiguration(command: .crossval, dataPath: "photos")
      configuration.backbone.freeze = freeze
      func folds(_ images: Int, of folds: Int) -> Int {
        configuration.baselineFolds(images: images, classes: 10, of: folds)
      }
      #expect(folds(5_000, of: 20) == 20 && folds(5_001, of: 20) == 19)
      #expect(folds(10_000, of: 20) == 10 && folds(1_000_000, of: 20) == 2)
      #expect(folds(1_000_000, of: 1) == 1)
      configuration.resampling.comparesBaselines = true
      #expect(folds(1_000_000, of: 20) == 20)
      configuration.resampling.comparesBaselines = false
      #expect(folds(1, of: 20) == 0)
    }
  }

  @Test func theHeadAloneSeesPicturesAsTheyAreUnlessAugmentationIsAskedFor() {
    #expect(views { _ in } == 1)
    #expect(views(named: true) { _ in } == 8)
    #expect(views(named: true) { $0.augmentation.policy = "none" } == 1)
  }

  @Test func whatIsFrozenIsPassedOnceAViewAndTheWholeNetworkByFreshOnes() {
    #expect(views { $0.backbone.freeze = .stages(1) } == 8)
    #expect(views { $0.backbone.freeze = .nothing } == nil)
    #expect(views { $0.backbone.batchNorm = .adapt } == nil)
    #expect(
      views {
        $0.backbone.freeze = .nothing
        $0.augmentation.policy = "none"
      } == 1)
    #expect(views { $0.training.mixing = MixPolicy(mixup: 0.2, cutmix: 0) } == nil)
  }
}
