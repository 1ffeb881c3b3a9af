/** In plain words: where the key is made, and how it is ended. */
export interface BrokerGuide {
  make: string;
  end: string;
}

const GUIDES: Readonly<Record<string, BrokerGuide>> = {
  coinbase: {
    make: 'In the Coinbase Developer Platform, create a secret API key with the permission “View” and no other. Copy its name and its private key here.',
    end: 'To end it at Coinbase too, delete the key in the Developer Platform, or the permission under Settings → Privacy → Third-party apps.',
  },
  binance: {
    make: 'In API Management, create a key with “Enable Reading” alone. Restrict it to the address of this server if you can.',
    end: 'To end it at Binance too, delete the key in API Management.',
  },
};

const OTHERS: BrokerGuide = {
  make: 'Create a key there that may view your trades and balances and do nothing else.',
  end: 'To end it at the broker too, delete the key in its API settings.',
};

export function guideOf(broker: string): BrokerGuide {
  return GUIDES[broker] ?? OTHERS;
}
