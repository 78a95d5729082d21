//! The look of the window: colours of both themes, fonts, spacing, and the accent colour of the brand.
//! Every colour and size is defined here; panels only name them.

use crate::brand::Rgb;
use egui::epaint::Shadow;
use egui::style::{ScrollStyle, WidgetVisuals};
use egui::{
    Color32, Context, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Margin, Stroke,
    TextStyle, Visuals, vec2,
};
use std::sync::Arc;

/// The family of semi-bold text.
pub const STRONG: &str = "strong";
/// The family of outlined icons; their names are in `icons`.
pub const ICONS: &str = "icons";
/// The family of the same icons, filled.
pub const ICONS_FILLED: &str = "icons-filled";

/// Corner radius of buttons and fields, points.
pub const CONTROL_RADIUS: u8 = 8;
/// Corner radius of cards and panels, points.
pub const PANEL_RADIUS: u8 = 12;
/// Height of buttons and one-line fields, points.
pub const CONTROL_HEIGHT: f32 = 32.0;

/// The colours of one theme with one brand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub dark: bool,
    pub ground: Color32,
    pub panel: Color32,
    pub line: Color32,
    pub ink: Color32,
    pub quiet: Color32,
    pub good: Color32,
    pub warn: Color32,
    pub bad: Color32,
    /// The brand's colour, moved until it reads on a panel (4.5:1).
    pub accent: Color32,
    /// Text on a surface of the accent.
    pub on_accent: Color32,
    /// The accent as a faint surface behind ordinary text.
    pub tint: Color32,
}

/// The accent without a brand.
const PLAIN_ACCENT: Rgb = Rgb::new(0x3B, 0x5B, 0xDB);

impl Look {
    pub fn new(dark: bool, brand: Option<Rgb>) -> Self {
        let hex = |light: u32, dim: u32| {
            let [_, r, g, b] = (if dark { dim } else { light }).to_be_bytes();
            Rgb::new(r, g, b)
        };
        let panel = hex(0xFFFFFF, 0x1B1B20);
        let accent = brand.unwrap_or(PLAIN_ACCENT).readable_on(panel, 4.5);
        Self {
            dark,
            ground: colour(hex(0xF7F6F3, 0x131316)),
            panel: colour(panel),
            line: colour(hex(0xE5E3DE, 0x2B2B32)),
            ink: colour(hex(0x1C1B1F, 0xF1F0EC)),
            quiet: colour(hex(0x66646B, 0xA09EA8)),
            good: colour(hex(0x1F8A5B, 0x4CC38A)),
            warn: colour(hex(0xB26A00, 0xF0B429)),
            bad: colour(hex(0xC4314B, 0xFF6B81)),
            accent: colour(accent),
            on_accent: colour(accent.ink()),
            tint: colour(panel.mix(accent, if dark { 0.18 } else { 0.10 })),
        }
    }

    /// Applies the look to the window.
    pub fn apply(&self, ctx: &Context) {
        ctx.set_theme(if self.dark { egui::Theme::Dark } else { egui::Theme::Light });
        ctx.all_styles_mut(|style| {
            style.visuals = self.visuals();
            style.text_styles = [
                (TextStyle::Heading, FontId::new(24.0, FontFamily::Name(STRONG.into()))),
                (TextStyle::Body, FontId::proportional(14.0)),
                (TextStyle::Button, FontId::proportional(14.0)),
                (TextStyle::Small, FontId::proportional(12.0)),
                (TextStyle::Monospace, FontId::monospace(13.0)),
            ]
            .into();
            let spacing = &mut style.spacing;
            spacing.item_spacing = vec2(8.0, 8.0);
            spacing.button_padding = vec2(12.0, 6.0);
            spacing.interact_size = vec2(32.0, CONTROL_HEIGHT);
            spacing.menu_margin = Margin::same(8);
            spacing.window_margin = Margin::same(16);
            spacing.extra_text_line_spacing = 2.0;
            spacing.slider_width = 150.0;
            spacing.scroll = ScrollStyle { bar_width: 8.0, ..ScrollStyle::floating() };
            style.interaction.tooltip_delay = 0.4;
            style.interaction.selectable_labels = false;
            style.animation_time = 0.12;
        });
    }

    fn visuals(&self) -> Visuals {
        let mut visuals = if self.dark { Visuals::dark() } else { Visuals::light() };
        let radius = CornerRadius::same(CONTROL_RADIUS);
        let widget = |fill: Color32, line: Color32, ink: Color32| WidgetVisuals {
            bg_fill: fill,
            weak_bg_fill: fill,
            bg_stroke: Stroke::new(1.0, line),
            corner_radius: radius,
            fg_stroke: Stroke::new(1.0, ink),
            expansion: 0.0,
        };
        visuals.widgets.noninteractive = widget(self.panel, self.line, self.ink);
        visuals.widgets.inactive = widget(self.panel, self.line, self.ink);
        visuals.widgets.hovered = widget(self.hovered(), self.edge(), self.ink);
        visuals.widgets.active = widget(self.tint, self.accent, self.ink);
        visuals.widgets.open = widget(self.hovered(), self.edge(), self.ink);
        // Check boxes and slider rails have this fill; buttons have the weak one.
        visuals.widgets.inactive.bg_fill = self.line;
        visuals.widgets.hovered.bg_fill = self.edge();
        visuals.selection.bg_fill = self.tint;
        visuals.selection.stroke = Stroke::new(1.5, self.accent);
        visuals.hyperlink_color = self.accent;
        visuals.override_text_color = None;
        visuals.weak_text_color = Some(self.quiet);
        visuals.panel_fill = self.ground;
        visuals.window_fill = self.panel;
        visuals.window_stroke = Stroke::new(1.0, self.line);
        visuals.window_corner_radius = CornerRadius::same(PANEL_RADIUS);
        visuals.menu_corner_radius = CornerRadius::same(PANEL_RADIUS);
        visuals.extreme_bg_color = self.field();
        visuals.text_edit_bg_color = Some(self.field());
        visuals.faint_bg_color = self.hovered();
        visuals.warn_fg_color = self.warn;
        visuals.error_fg_color = self.bad;
        visuals.slider_trailing_fill = true;
        let shadow = Shadow {
            offset: [0, 4],
            blur: 20,
            spread: 0,
            color: Color32::from_black_alpha(if self.dark { 110 } else { 40 }),
        };
        visuals.popup_shadow = shadow;
        visuals.window_shadow = shadow;
        visuals
    }

    /// The inside of a text field.
    pub fn field(&self) -> Color32 {
        self.ground
    }

    /// A surface under the pointer.
    pub fn hovered(&self) -> Color32 {
        self.panel.lerp_to_gamma(self.ink, 0.05)
    }

    /// A line with more contrast.
    pub fn edge(&self) -> Color32 {
        self.line.lerp_to_gamma(self.ink, 0.2)
    }

    /// A card on the ground.
    pub fn card(&self) -> egui::Frame {
        egui::Frame::new()
            .fill(self.panel)
            .stroke(Stroke::new(1.0, self.line))
            .corner_radius(PANEL_RADIUS)
            .inner_margin(16)
    }
}

/// A brand colour as the window paints it.
pub fn colour(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.r, rgb.g, rgb.b)
}

/// Text of a size in semi-bold.
pub fn strong(text: impl Into<String>, size: f32) -> egui::RichText {
    egui::RichText::new(text).family(FontFamily::Name(STRONG.into())).size(size)
}

/// Loads the bundled fonts; scripts that they lack come from the system's own fonts.
pub fn install_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    let bundled: [(&str, &'static [u8]); 5] = [
        ("Inter", include_bytes!("../../assets/fonts/Inter-Regular.otf")),
        ("Inter SemiBold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf")),
        ("Noto Emoji", include_bytes!("../../assets/fonts/NotoEmoji-Regular.ttf")),
        ("Phosphor", include_bytes!("../../assets/fonts/Phosphor-Regular.ttf")),
        ("Phosphor Fill", include_bytes!("../../assets/fonts/Phosphor-Fill.ttf")),
    ];
    for (name, bytes) in bundled {
        fonts.font_data.insert(name.into(), Arc::new(FontData::from_static(bytes)));
    }
    let fallback = fonts.families.get(&FontFamily::Proportional).cloned().unwrap_or_default();
    let family = |first: &str| {
        // Captions contain emoji, and not every system has an emoji font that egui can draw.
        let own = [first, "Noto Emoji"].map(str::to_owned).into_iter();
        own.chain(fallback.iter().cloned()).collect::<Vec<_>>()
    };
    fonts.families.insert(FontFamily::Proportional, family("Inter"));
    fonts.families.insert(FontFamily::Name(STRONG.into()), family("Inter SemiBold"));
    fonts.families.insert(FontFamily::Name(ICONS.into()), vec!["Phosphor".into()]);
    fonts.families.insert(FontFamily::Name(ICONS_FILLED.into()), vec!["Phosphor Fill".into()]);
    ctx.set_fonts(fonts);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::starters;

    fn contrast(a: Color32, b: Color32) -> f32 {
        let rgb = |c: Color32| Rgb::new(c.r(), c.g(), c.b());
        rgb(a).contrast(rgb(b))
    }

    #[test]
    fn every_emoji_of_the_copy_can_be_drawn() {
        let ctx = Context::default();
        install_fonts(&ctx);
        let _ = ctx.run_ui(egui::RawInput::default(), |_| {});
        let copy = include_str!("../../assets/copy/emoji.toml");
        let characters = copy.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars);
        for emoji in characters.filter(|c| u32::from(*c) > 0x2100 && *c != '\u{fe0f}') {
            for family in [FontFamily::Proportional, FontFamily::Name(STRONG.into())] {
                let font = FontId::new(14.0, family);
                assert!(ctx.fonts_mut(|fonts| fonts.has_glyph(&font, emoji)), "{emoji}");
            }
        }
    }

    #[test]
    fn every_text_reads_in_both_themes_and_every_brand() {
        for dark in [false, true] {
            let brands = starters().into_iter().map(|persona| Some(persona.look.palette.primary));
            for brand in brands.chain([None]) {
                let look = Look::new(dark, brand);
                for (what, ink, ground) in [
                    ("ink", look.ink, look.panel),
                    ("ink on the ground", look.ink, look.ground),
                    ("ink on a tint", look.ink, look.tint),
                    ("quiet ink", look.quiet, look.panel),
                    ("quiet ink on the ground", look.quiet, look.ground),
                    ("accent", look.accent, look.panel),
                    ("on the accent", look.on_accent, look.accent),
                    ("bad", look.bad, look.panel),
                ] {
                    let ratio = contrast(ink, ground);
                    assert!(ratio >= 4.3, "{what}, dark {dark}, {brand:?}: {ratio:.2}");
                }
            }
        }
    }
}
