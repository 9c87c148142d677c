import Graphs
import Names

/// Which part of a pretrained backbone keeps its weights, as its user wrote it.
///
/// The head trains under every policy. γ and β of batch norms are weights like others; what becomes of
/// running statistics is ``BatchNormMode``'s business.
public enum FreezingPolicy: Hashable, Sendable {
  /// `all`: only the head trains.
  case all
  /// `none`: everything trains.
  case nothing
  /// `until:NAME`: frozen up to and including that stage.
  case until(stage: String)
  /// `stages:N`: the last `N` stages train.
  case stages(Int)
  /// `match:GLOB,...`: exactly the parameters with these names are frozen.
  case match([NamePattern])
  /// `gradual:EPOCHS`: the head alone for so many epochs, then one more stage thaws every so many
  /// epochs, from the top.
  /// - Source: Howard and Ruder, "Universal language model fine-tuning for text classification",
  ///   arXiv:1801.06146, section 3.3.
  case gradual(epochs: Int)

  /// How the policies are written, for whoever has to choose one.
  public static let forms = [
    "all", "none", "until:STAGE", "stages:N", "match:GLOB,...", "gradual:EPOCHS",
  ]
}
