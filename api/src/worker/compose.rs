//! From a claimed message to the words of an e-mail or a text message.

use std::path::Path;

use mulin_domain::Core;
use mulin_domain::delivery::{About, Outgoing};
use mulin_domain::notification::PreferenceLink;
use mulin_domain::rsvp::LinkToken;
use mulin_notify::sms::Signatures;
use mulin_notify::{
    ActVars, DigestVars, Email, EventVars, Locale, Mailbox, Message, MessageVars, NamedLink,
    Rendered, Renderer, ReturnPath, Sms, TemplateError, TemplateFaults, join_names,
};
use url::Url;

use super::calendar;
use super::vars::{act, area_of, code_vars, event_vars, reader, sign_up_vars, ticket_vars};
use crate::{link_page, preference_page};

/// Writes e-mails and text messages.
pub struct Composer {
    renderer: Renderer,
    from: Mailbox,
    public_url: Option<Url>,
    return_path: Option<ReturnPath>,
    signatures: Signatures,
}

impl Composer {
    /// Fails if a template has a fault, before anything is sent.
    pub fn new(from: Mailbox, public_url: Option<Url>) -> Result<Self, TemplateFaults> {
        Self::with_templates(from, public_url, None)
    }

    /// The same, with the templates of a folder in place of the built-in ones.
    pub fn with_templates(
        from: Mailbox,
        public_url: Option<Url>,
        folder: Option<&Path>,
    ) -> Result<Self, TemplateFaults> {
        Ok(Self {
            renderer: Renderer::new(folder)?,
            from,
            public_url,
            return_path: None,
            signatures: Signatures::default(),
        })
    }

    /// With a return path of its own for each e-mail.
    #[must_use]
    pub fn returning_to(mut self, return_path: Option<ReturnPath>) -> Self {
        self.return_path = return_path;
        self
    }

    /// Under whose name text messages leave, for examples: each provider signs what it sends.
    #[must_use]
    pub fn signed_by(mut self, signatures: Signatures) -> Self {
        self.signatures = signatures;
        self
    }

    /// The e-mail of a message, the same over retries as long as what it is about is: its Message-ID is
    /// the message's own key, and its date is when it was wanted (RFC 5322, section 3.6.1: when it was
    /// ready, and not when it travels). Only for how long a code still counts is told as of now.
    pub fn email(&self, core: &Core, outgoing: &Outgoing) -> Result<Email, TemplateError> {
        let public = self.public_url.as_ref();
        let settings = public.and_then(|_| self.settings_token(core, outgoing));
        let of = |address: fn(&Url, &str) -> String| {
            let (base, token) = public.zip(settings.as_deref())?;
            Some(address(base, token))
        };
        let settings_url = of(preference_page::address);
        let unsubscribe = of(preference_page::unsubscribe_address);
        let message = self.message(core, outgoing);
        Ok(Email {
            message_id: format!("{}@{}", outgoing.id.0.simple(), self.host()),
            from: self.from.clone(),
            return_path: self.return_path.as_ref().map(|path| {
                path.address(outgoing.id.0.as_bytes(), |id| core.keyring().bounce_mac(id))
            }),
            to_address: outgoing.address.clone(),
            to_name: Self::to_name(outgoing),
            rendered: self
                .renderer
                .render_with(&message, settings_url.as_deref())?,
            date: outgoing.send_at,
            list_unsubscribe: unsubscribe.and_then(|url| url.parse().ok()),
            calendar: calendar::entry(outgoing, &self.from, self.host()),
        })
    }

    /// The text message of a message, but for the number of the try the same over retries as an e-mail is.
    pub fn sms(&self, core: &Core, outgoing: &Outgoing) -> Result<Sms, TemplateError> {
        let message = self.message(core, outgoing);
        Ok(Sms {
            id: outgoing.id.0.simple().to_string(),
            generation: outgoing.generation,
            to: outgoing.address.clone(),
            kind: message.vars.kind(),
            template: message.vars.template().map(str::to_owned),
            locale: message.locale,
            text: self.renderer.render_sms(&message)?,
            variables: self.renderer.sms_variables(&message)?,
            date: outgoing.send_at,
        })
    }

    /// Everybody whom it is for.
    fn to_name(outgoing: &Outgoing) -> Option<String> {
        let locale = Locale::from_bcp47(&outgoing.locale);
        let name = outgoing.recipient_name.as_ref()?;
        if outgoing.others.is_empty() {
            return Some(name.clone());
        }
        Some(join_names(&names(outgoing), locale))
    }

    /// The words of an example that is sent to nobody: as an e-mail, and as a text message with its
    /// signature.
    pub fn example(&self, message: &Message) -> Result<(Rendered, String), TemplateError> {
        let sms = self.renderer.render_sms(message)?;
        Ok((
            self.renderer.render(message)?,
            self.signatures.signed(message.locale, &sms),
        ))
    }

    /// What whoever calls is to say, as a text message would.
    pub fn script(&self, core: &Core, outgoing: &Outgoing) -> Result<String, TemplateError> {
        self.renderer.render_sms(&self.message(core, outgoing))
    }

    /// Opens the reader's settings; none for codes, which go to whoever holds the address.
    fn settings_token(&self, core: &Core, outgoing: &Outgoing) -> Option<String> {
        let link = PreferenceLink {
            person_id: outgoing.person_id?,
            channel: outgoing.channel,
            purpose: outgoing.purpose(),
        };
        Some(link.token(core.keyring(), outgoing.send_at))
    }

    /// The name in the identities of messages and of events in calendars.
    pub fn host(&self) -> &str {
        // A name, as RFC 5322 wants in a Message-ID, and no address in figures.
        let public = self.public_url.as_ref().and_then(Url::domain);
        public.unwrap_or_else(|| self.from.email.domain())
    }

    fn message(&self, core: &Core, outgoing: &Outgoing) -> Message {
        let locale = Locale::from_bcp47(&outgoing.locale);
        let vars = self.vars(core, outgoing, locale);
        Message { locale, vars }
    }

    fn vars(&self, core: &Core, outgoing: &Outgoing, locale: Locale) -> MessageVars {
        let answer_url = self.answer_url(outgoing.link.as_ref());
        match &outgoing.about {
            About::Event(about) if outgoing.others.is_empty() => MessageVars::Event(EventVars {
                answer_url,
                ..event_vars(core, outgoing, about)
            }),
            About::Event(about) => MessageVars::Event(EventVars {
                recipient_name: join_names(&names(outgoing), locale),
                is_shared: true,
                answers: self.answers(outgoing),
                ..event_vars(core, outgoing, about)
            }),
            About::Digest(items) => {
                let items = items.iter();
                let area = items.clone().find_map(area_of);
                let mut reader = reader(outgoing, area);
                if !outgoing.others.is_empty() {
                    reader.recipient_name = join_names(&names(outgoing), locale);
                }
                MessageVars::Digest(DigestVars {
                    reader,
                    items: items.map(|item| self.vars(core, item, locale)).collect(),
                })
            }
            About::Ticket(about) => MessageVars::Ticket(ticket_vars(core, outgoing, about)),
            About::SignUp(about) => MessageVars::SignUp(sign_up_vars(core, outgoing, about)),
            About::SignInCode(about) => MessageVars::SignInCode(code_vars(about)),
            About::ActedForYou(about) => MessageVars::ActedForYou(ActVars {
                reader: reader(outgoing, about.area.as_ref()),
                by: about.by.clone(),
                act: act(&about.done),
                answer_url,
            }),
            About::RegistrationConfirmed { area } => {
                MessageVars::RegistrationConfirmed(reader(outgoing, area.as_ref()))
            }
            About::SmsHelp { area } => MessageVars::SmsHelp(reader(outgoing, area.as_ref())),
        }
    }

    fn answer_url(&self, link: Option<&LinkToken>) -> Option<String> {
        let base = self.public_url.as_ref()?;
        Some(link_page::address(base, link?))
    }

    /// A link for each of those who share the address: an answer is one person's.
    fn answers(&self, outgoing: &Outgoing) -> Vec<NamedLink> {
        let others = outgoing.others.iter();
        let others = others.map(|other| (&other.name, other.link.as_ref()));
        let first = outgoing.recipient_name.iter();
        let first = first.map(|name| (name, outgoing.link.as_ref()));
        first
            .chain(others)
            .filter_map(|(name, link)| {
                let url = self.answer_url(link)?;
                let name = name.clone();
                Some(NamedLink { name, url })
            })
            .collect()
    }
}

/// Everybody whom a message is for.
fn names(outgoing: &Outgoing) -> Vec<String> {
    let others = outgoing.others.iter().map(|other| other.name.clone());
    outgoing
        .recipient_name
        .iter()
        .cloned()
        .chain(others)
        .collect()
}
