import Backbones
import Files
import Foundation
import Training

/// The backbone that a model was grafted onto, with the weights that its training began with.
struct BackboneBeforeTraining {
  let network: Network
  /// From which weights were drawn, if the training began with none.
  let seed: UInt64

  /// By the `config.json` beside the model, or without one by the published backbone that the model names.
  /// - Parameter name: As the model was named: a folder, or a published classifier.
  /// - Throws: ``WorkbenchError/noBackboneBeforeTraining(model:problem:)``, `FileError` for a file of weights that has
  ///   gone.
  init(of model: Model, named name: String, reporter: any Reporter) throws {
    let description = model.description
    var settings = RunConfiguration.BackboneSettings()
    let path = name + "/config.json"
    if access(path, F_OK) == 0 {
      let configuration: RunConfiguration
      do {
        configuration = try JSONDecoder().decode(
          RunConfiguration.self, from: Data(InputFile.contents(of: path)))
      } catch let error as DecodingError {
        throw WorkbenchError.noBackboneBeforeTraining(
          model: name, problem: "\(path): \(error.plainSentence)")
      }
      (settings.name, settings.weights) =
        (configuration.backbone.name, configuration.backbone.weights)
      seed = configuration.training.seed
    } else {
      guard try Pretrained.cards().contains(where: { $0.name == description.backbone }) else {
        throw WorkbenchError.noBackboneBeforeTraining(
          model: name,
          problem:
            "\(description.backbone) is the name of no published weights, and no config.json beside the model "
            + "says which they were")
      }
      settings.name = description.backbone
      seed = 0
      reporter.note(
        "baselines look at the features of the published \(description.backbone): no config.json beside the model "
          + "names other weights")
    }
    let preprocessing = description.preprocessing
    settings.imageSize = preprocessing.height
    settings.cropFraction = preprocessing.cropFraction
    settings.interpolation = preprocessing.interpolation
    settings.decode = preprocessing.decode
    network = try Network(settings)
    guard network.name == description.backbone, network.preprocessing == preprocessing else {
      throw WorkbenchError.noBackboneBeforeTraining(
        model: name,
        problem: "\(path) and model.json do not speak of the same backbone or preprocessing")
    }
  }
}
