//! Arguments of the commands about access to the vendors: log in, log out, check.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum LoginCommand {
    /// Log in to Salesforce in the browser and store the login, sealed.
    Salesforce(LoginSalesforce),
}

#[derive(Debug, Args)]
pub(crate) struct LoginSalesforce {
    /// Log in at test.salesforce.com, where sandboxes are.
    #[arg(long, conflicts_with = "domain")]
    pub(crate) sandbox: bool,
    /// Log in at the org's own My Domain: a name, a host or a URL.
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) domain: Option<String>,
    /// Come back to this port of this machine; 0 picks a free one.
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Print the address and open no browser.
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// For a server without a browser: open the address elsewhere, paste where it leads.
    #[arg(long)]
    pub(crate) device_less: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LogoutCommand {
    /// Give the login back at Salesforce and forget it here.
    Salesforce,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Check the connection as it is, without renewing its token.
    #[arg(long)]
    pub(crate) no_renewal: bool,
}
