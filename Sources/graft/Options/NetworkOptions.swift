import ArgumentParser
import Backbones
import Graphs
import Images
import Workbench

struct BackboneOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A pretrained backbone (see `graft backbones list`), an architecture, or a file of weights.",
      valueName: "name|file"))
  var backbone: String = RunConfiguration.BackboneSettings.defaultName

  @Option(
    help: ArgumentHelp(
      "Other weights than the backbone's own; `none` for random ones.",
      valueName: "name|file|none"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "What of the backbone keeps its weights; the head always trains. all, none, until:STAGE (frozen up to and including it), stages:N (the last N train), match:GLOB,... (exactly these parameters are frozen) or gradual:EPOCHS (the head alone, then one more stage thaws every so many epochs, from the top). See --dry-run.",
      valueName: "policy"), transform: { try FreezingPolicy($0) })
  var freeze: FreezingPolicy = .all

  @Option(
    help: ArgumentHelp(
      "Running statistics of the backbone's batch norms: frozen (used, never changed), adapt (used, and follow the batches) or train (the batch's normalize, the running ones follow). Their weights are the freezing policy's.",
      valueName: "frozen|adapt|train"))
  var batchnorm: BatchNormMode = .frozen

  @Option(
    parsing: .unconditional,
    help: "Epochs, of --epochs, that train the head alone before the freezing policy applies.")
  var headEpochs = 0

  @Option(
    name: .customLong("backbone-lr-factor"), parsing: .unconditional,
    help: ArgumentHelp(
      "By which --lr is multiplied for what trains of the backbone.", valueName: "factor"))
  var learningRateFactor = TrainingPhases.defaultBackboneLearningRateFactor

  @Option(
    help:
      "Precision of the network's weights and maps, frozen or training: f32, or bf16 where the processor has it. A training in bf16 keeps its own weights, gradients, statistics and the optimizer's state in f32."
  )
  var precision: Precision = .float32

  @OptionGroup var preprocessing: PreprocessingOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Probability with which the last residual branch is dropped for an image in training, earlier ones in proportion; for EfficientNet-Lite.",
      valueName: "rate"))
  var stochasticDepth = 0.0

  func apply(to settings: inout RunConfiguration.BackboneSettings) {
    settings.stochasticDepth = stochasticDepth
    settings.name = backbone
    settings.weights = weights
    settings.freeze = freeze
    settings.batchNorm = batchnorm
    settings.headEpochs = headEpochs
    settings.learningRateFactor = learningRateFactor
    settings.precision = precision
    preprocessing.apply(to: &settings)
  }
}

struct HeadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the head replaces: linear (the last linear layer) or pool (all after the last convolution). (default: as the weights allow)",
      valueName: "linear|pool"))
  var head: Head.Kind?

  @Option(help: ArgumentHelp("Sizes of hidden layers.", valueName: "512,128"))
  var hidden: IntegerList = IntegerList(values: [])

  @Option(parsing: .unconditional, help: "Dropout before each linear layer of the head.")
  var dropout: Double = 0.2

  @Flag(help: "A batch norm after each hidden layer.")
  var headNorm = false

  func apply(to settings: inout RunConfiguration.HeadSettings) {
    settings.kind = head
    settings.hidden = hidden.values
    settings.dropout = dropout
    settings.hasNorm = headNorm
  }
}

/// Numbers with commas between them.
struct IntegerList: ExpressibleByArgument {
  let values: [Int]

  init(values: [Int]) {
    self.values = values
  }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    let values = parts.compactMap { Int($0.drop { $0 == " " }) }
    guard argument.isEmpty || values.count == parts.count else { return nil }
    self.values = values
  }

  var defaultValueDescription: String { values.isEmpty ? "none" : "\(values)" }
}

extension BatchNormMode: ExpressibleByArgument {}
extension Head.Kind: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
